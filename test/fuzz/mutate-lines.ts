import type { Random } from './random.js';

/** Words at which parsers and their callers go wrong. */
const WORDS = [
  '', '0', '-0', '1', '-1', '2', '3', '7', '14', '255', '256', '65535', '65536', '2147483647',
  '-2147483648', '4294967295', '4294967296', '1e5', '1e308', '1e999', '-1e999', '1e-35',
  '1.0000000180025095e-35', '-1.0000000180025095e-35', '5e-324', '0.5', '1.', '.5', 'nan', 'inf',
  '-inf', '0x10', '+1', '--1', '1e', 'none', '[0:3]', '0:1:2', '-1:5', 'é', '9'.repeat(70),
]; // prettier-ignore

/** Lines that change what all others mean. */
const LINES = [
  'average_output', 'num_class=2', 'num_tree_per_iteration=3', 'version=v2', 'version=v3', 'version=v9',
  'objective=binary sigmoid:2', 'objective=regression', 'objective=regression sqrt', 'objective=poisson',
  'is_linear=1', 'num_cat=1', 'num_leaves=1', 'end of trees', 'Tree=0', 'Tree=1', 'parameters:',
  'end of parameters', 'pandas_categorical:[["a","b"]]', 'pandas_categorical:[[1,2,3],["x"]]', '=', 'a=b=c',
]; // prettier-ignore

/** Damages a text of lines `key=numbers`, one to three times. */
export function mutateLines(text: string, random: Random): string {
  const lines = text.split('\n');
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(lines.length);
    const other = random.below(lines.length);
    switch (random.below(10)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, lines[other] ?? '');
        break;
      case 2:
        [lines[at], lines[other]] = [lines[other]!, lines[at]!];
        break;
      case 3:
        lines[at] = random.pick(LINES);
        break;
      default:
        lines[at] = mutateWords(lines[at] ?? '', lines[other] ?? '', random);
    }
  }
  return lines.join('\n');
}

/** Changes one word behind the key, or the number of words. */
function mutateWords(line: string, other: string, random: Random): string {
  const begin = line.indexOf('=') + 1;
  const words = line.slice(begin).split(' ');
  const at = random.below(words.length);
  switch (random.below(8)) {
    case 0:
      words.splice(at, 1);
      break;
    case 1:
      words.splice(at, 0, words[random.below(words.length)]!);
      break;
    case 2:
      words[at] = random.pick(other.slice(other.indexOf('=') + 1).split(' '));
      break;
    case 3:
    case 4:
      // A child, a feature, a kind of split: often one that could be right.
      words[at] = String(random.below(24) - 10);
      break;
    default:
      words[at] = random.pick(WORDS);
  }
  return line.slice(0, begin) + words.join(' ');
}
