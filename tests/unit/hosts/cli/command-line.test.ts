import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { ERROR_CODES, StudioError } from '../../../../src-main/contract/errors.ts';
import { PROVIDERS } from '../../../../src-main/contract/options.ts';
import { OUTPUT_FORMATS, PROFILE_NAMES, SHARPENING } from '../../../../src-main/contract/recipe.ts';
import { MATERIAL_NAMES, PREFERENCES, SIZE_NAMES } from '../../../../src-main/contract/sew.ts';
import { EXIT, EXIT_CODE_HELP, exitCodeOf } from '../../../../src-main/hosts/cli/exit-codes.ts';
import {
  EXISTING_CHOICES,
  FORMAT_CHOICES,
  PROFILE_CHOICES,
  SHARPEN_CHOICES,
} from '../../../../src-main/hosts/cli/groups/batch.ts';
import {
  decimal,
  MATERIAL_CHOICES,
  modelChoice,
  PREFERENCE_CHOICES,
  PROVIDER_CHOICES,
  SIZE_CHOICES,
  sizes,
} from '../../../../src-main/hosts/cli/options.ts';
import { duration, reportError, table } from '../../../../src-main/hosts/cli/output.ts';
import { dataDir } from '../../../../src-main/hosts/cli/places.ts';
import { ProgressLine } from '../../../../src-main/hosts/cli/progress.ts';
import { EXISTING } from '../../../../src-main/services/batch/plan.ts';

const MAIN = fileURLToPath(new URL('../../../../src-main/hosts/cli/main.ts', import.meta.url));
const run = promisify(execFile);

async function toile(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [MAIN, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('command line', () => {
  it('explains itself without loading the engine', async () => {
    const help = await toile('--help');
    expect(help.code).toBe(0);
    for (const word of [
      'tryon',
      'analyze',
      'body',
      'sew',
      'sheet',
      'demo',
      'models',
      'doctor',
      'bench',
      'Exit codes',
      'Examples',
    ]) {
      expect(help.stdout).toContain(word);
    }
    const tryon = await toile('tryon', '--help');
    for (const word of ['--person', '--garment', '--tuck', '--explain', '--keep-gps', 'Examples']) {
      expect(tryon.stdout).toContain(word);
    }
  });

  it.each([
    [['tryon', '--person', 'p.jpg', '--out', 'o.png'], /--garment/],
    [['library', 'search', '--picture', 'p.jpg', '--garment', 'hat'], /upper, lower, dress/],
    [['library', 'search', '--picture', 'p.jpg', '--garment', '0'], /number from 1/],
    [['library', 'search', 'tee', '--garment', '1'], /give one/],
    [['library', 'import', 'photos', 'p.jpg', '--split'], /for pictures of garments/],
    [['garments'], /picture/],
    [['tryon', '--person', 'p', '--garment', 'g', '--out', 'o', '--quality', '101'], /1 to 100/],
    [['tryon', '--person', 'p', '--garment', 'g', '--out', 'o', '--provider', 'abacus'], /Allowed choices/],
    [['analyze'], /picture/],
    [['sheet', '--people', 'x'], /--garments/],
    [['frobnicate'], /unknown command/],
    [['doctor', '--nonsense'], /unknown option/],
    [['sew', '--out', 'o'], /--garment/],
    [['sew', '--garment', 'g', '--out', 'o', '--bust', 'wide'], /60 to 180/],
    [['sew', '--garment', 'g', '--out', 'o', '--size', 'huge'], /Allowed choices are XS, S, M/],
    [['sew', '--garment', 'g', '--out', 'o', '--compare', 'S,S'], /one to four different sizes/],
    [['studio', 'make'], /--out/],
    [['studio', 'make', '--out', 'o', '--set', 'huge'], /Allowed choices are quick, large/],
    [['studio', 'make', '--out', 'o', '--size', '63x768'], /size like 576x768.*"63x768"/],
    [['studio', 'make', '--out', 'o', '--count', '0'], /1 to 10000/],
    [['studio', 'make', '--out', 'o', '--lanes', '17'], /1 to 16/],
    [['bench', 'quality', '--limit', '0'], /1 to 10000/],
    [['lookbook', '--collection', 'Spring', '--out', 'o.doc'], /\.pdf or \.html/],
    [
      ['lookbook', '--collection', 'a', '--pictures', 'b', '--out', 'o.pdf'],
      /--collection NAME or --pictures/,
    ],
    [['bench', 'quality'], /--cases FOLDER or --pairs/],
    [['bench', 'quality', '--cases', 'a', '--pairs', 'b'], /--cases FOLDER or --pairs/],
    [['bench', 'quality', '--pairs', 'b', '--flat'], /--flat/],
  ])('refuses %j with exit code 2', async (args, words) => {
    const { code, stderr, stdout } = await toile(...args);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
  });

  it('gives usage errors as JSON too when asked', async () => {
    const { code, stdout } = await toile('tryon', '--json');
    expect(code).toBe(EXIT.usage);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'invalid-input' });
  });
});

describe('exit codes', () => {
  it('exist for every error and are all documented', () => {
    for (const code of ERROR_CODES) {
      expect(exitCodeOf(code)).toBeGreaterThan(0);
      expect(EXIT_CODE_HELP).toMatch(new RegExp(`^ {2}${exitCodeOf(code)} `, 'm'));
    }
  });
});

describe('options', () => {
  it('offer sizes, fabrics and preferences of the contract, and read measures', () => {
    expect(SIZE_CHOICES).toEqual([...SIZE_NAMES]);
    expect(MATERIAL_CHOICES).toEqual([...MATERIAL_NAMES]);
    expect(PREFERENCE_CHOICES).toEqual([...PREFERENCES]);
    expect(sizes('l, s')).toEqual(['S', 'L']);
    expect(decimal(60, 180)('92,5')).toBe(92.5);
  });

  it('offer the providers of the contract', () => {
    expect(PROVIDER_CHOICES).toEqual([...PROVIDERS]);
    expect(FORMAT_CHOICES).toEqual([...OUTPUT_FORMATS]);
    expect(PROFILE_CHOICES).toEqual([...PROFILE_NAMES]);
    expect(SHARPEN_CHOICES).toEqual([...SHARPENING]);
    expect(EXISTING_CHOICES).toEqual([...EXISTING]);
  });

  it('leave out models that were not chosen', () => {
    expect(modelChoice({ provider: 'auto' })).toEqual({ provider: 'auto' });
    expect(modelChoice({ provider: 'auto', parser: 'mine' })).toEqual({ provider: 'auto', parser: 'mine' });
  });
});

describe('output', () => {
  it('reports an error in one line, whatever its message', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = reportError(new StudioError('disk-full', 'No space.\nFree some.'), false);
    expect(write.mock.calls.map(([text]) => text).join('')).toBe('toile: No space. Free some. (disk-full)\n');
    write.mockRestore();
    expect(code).toBe(EXIT.output);
  });

  it('aligns columns', () => {
    expect(
      table([
        ['a', 'bb'],
        ['ccc', 'd'],
      ]),
    ).toBe('a    bb\nccc  d');
  });

  it('says short times in milliseconds', () => {
    expect([duration(12.4), duration(1234)]).toEqual(['12 ms', '1.2 s']);
  });
});

describe('progress line', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    const fake = { isTTY, columns: 60, write: (text: string) => written.push(text) };
    return { written, stream: fake as unknown as NodeJS.WriteStream };
  };

  it('is silent where there is no terminal', () => {
    const { written, stream: out } = stream(false);
    const line = new ProgressLine(true, out);
    line.show({ stage: 'composite', fraction: 0.5 });
    line.clear();
    expect(written).toEqual([]);
  });

  it('redraws itself within the width of a terminal and clears what it drew', () => {
    const { written, stream: out } = stream(true);
    const line = new ProgressLine(true, out);
    line.show({ stage: 'composite', fraction: 0.5 });
    expect(written[0]).toContain('dressing the person');
    expect(written[0].replace('\r\x1b[2K', '').length).toBeLessThan(60);
    line.clear();
    expect(written.at(-1)).toBe('\r\x1b[2K');
  });
});

describe('data folder', () => {
  it('follows the environment, then the system', () => {
    expect(dataDir({ TOILE_DATA_DIR: '/somewhere' }, 'linux')).toBe('/somewhere');
    expect(dataDir({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/toile');
    expect(dataDir({}, 'darwin')).toContain('Application Support');
  });
});
