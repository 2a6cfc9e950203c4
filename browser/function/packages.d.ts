// The packages of browser/package.json that the main install does not have, as far as they are used.

declare module 'pixelmatch' {
  const pixelmatch: (
    one: Uint8Array,
    other: Uint8Array,
    output: Uint8Array,
    width: number,
    height: number,
    options: { threshold: number; alpha: number },
  ) => number;

  export { pixelmatch as default };
}

declare module 'pngjs' {
  export class PNG {
    constructor(size: { width: number; height: number });
    readonly width: number;
    readonly height: number;
    readonly data: Buffer;
    static bitblt(
      ...args: [from: PNG, into: PNG, x: number, y: number, width: number, height: number, intoX: number, intoY: number]
    ): void;
    static readonly sync: {
      read(png: Buffer): PNG;
      write(picture: PNG, options?: { colorType: 0 | 2 | 6; filterType?: 0 | 1 | 2 | 3 | 4 }): Buffer;
    };
  }
}
