import { createHash } from 'node:crypto';

/** The only source of chance. Makes ids in the formats of ECS and Lambda. The same seed gives the same ids in the same order. */
export class IdSource {
  /** The whole state of the generator, so that a snapshot can continue where it stopped. */
  #state: number;

  private constructor(state: number) {
    this.#state = state;
  }

  static fromSeed(seed: string | number): IdSource {
    return new IdSource(createHash('sha256').update(String(seed)).digest().readUInt32LE(0));
  }

  static fromState(state: number): IdSource {
    return new IdSource(state >>> 0);
  }

  get state(): number {
    return this.#state;
  }

  /** 19 digits: `9313423515462893900`. */
  revisionId(): string {
    return this.#pick('123456789', 1) + this.#pick('0123456789', 18);
  }

  /** 21 characters: `EZe5RNVLH6PPzHXINuP28`. */
  deploymentId(): string {
    return this.#pick(urlSafe, 21);
  }

  /** `ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw`. The general form is documented; `lambda` in it is our guess. */
  hookId(hookType: 'lambda' | 'pause'): string {
    return `ecs-${hookType}-${this.#pick(urlSafe, 43)}`;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const hex = (length: number) => this.#pick('0123456789abcdef', length);
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${this.#pick('89ab', 1)}${hex(3)}-${hex(12)}`;
  }

  /** From 0 up to, but not including, 1. All other random choices of a controller use it. */
  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  #pick(alphabet: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index++) text += alphabet[Math.floor(this.fraction() * alphabet.length)];
    return text;
  }

  /** Mulberry32: 32 bits of state, enough for ids that have to be distinct but not secret. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

const urlSafe = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
