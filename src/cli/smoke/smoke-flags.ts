import { InvalidArgumentError } from 'commander';

/** What a repeatable flag has collected, by name. */
export type Named = Readonly<Record<string, string>>;

/** `--url`: the name of one without a name is empty. */
export function readUrlFlag(text: string, before: Named = {}): Named {
  const [, name = '', url = text] = /^([A-Za-z][\w-]*)=(https?:.*)$/s.exec(text) ?? [];
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    throw new InvalidArgumentError('write a URL such as https://test.example.com, or web=https://test.example.com');
  }
  const all = add(before, name, url);
  if ('' in all && Object.keys(all).length > 1) {
    throw new InvalidArgumentError('write one URL without a name, or several with one each');
  }
  return all;
}

/** `--var`: a variable, or a value of the deployment by its name with `$`. */
export function readVarFlag(text: string, before: Named = {}): Named {
  const [, name, value] = /^(\$?[A-Za-z_][\w.:-]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("write a name and a value, such as user=smoke-test or '$imageTag=1.4.0'");
  }
  if (name.startsWith('$') && value === '') {
    throw new InvalidArgumentError(
      `write a value after ${name}=, because an empty one proves nothing; is it set in the shell?`,
    );
  }
  return add(before, name, value);
}

/** `--secret`: the name of the environment variable by the name of the secret. The value itself is refused, because the command line is visible to others. */
export function readSecretFlag(text: string, before: Named = {}): Named {
  const [, name, variable] = /^([A-Za-z_][\w-]*)=env:([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (name === undefined || variable === undefined) {
    throw new InvalidArgumentError('write the name of an environment variable that has the value: token=env:TOKEN');
  }
  return add(before, name, variable);
}

function add(before: Named, name: string, value: string): Named {
  if (Object.hasOwn(before, name)) {
    throw new InvalidArgumentError(name === '' ? 'it is given twice' : `${name} is given twice`);
  }
  return { ...before, [name]: value };
}
