import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../sdk/importers/detect.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { bytesOf } from './xgboost-cases.js';
import { importText, modelText, PMML, refusalOf } from './pmml-cases.js';

/** A file with something replaced: [case, what, by what, words of the refusal]. */
type Change = readonly [name: string, from: string | RegExp, to: string, words: string];

const NODE = '<SimplePredicate field="age" operator="lessThan" value="33.5"/>';

const UNSUPPORTED: readonly Change[] = [
  ['tree-none-last', '<TreeModel ', '<TreeModel isScorable="false" ', '<TreeModel>: a model that is not scorable'],
  ['tree-weighted-confidence', '<TreeModel ', '<TreeModel missingValuePenalty="0.8" ', 'a missingValuePenalty with weightedConfidence'],
  ['tree-none-last', '<TreeModel ', '<TreeModel missingValueStrategy="aggregateNodes" ', 'aggregateNodes'],
  ['tree-none-last', 'operator="lessThan"', 'operator="x-near"', 'the operator "x-near"'],
  ['tree-none-last', 'noTrueChildStrategy="returnLastPrediction"', '', 'end unpredicted'],
  ['tree-none-last', 'field="job" operator="equal"', 'field="job" operator="lessThan"', 'an order of texts'],
  ['tree-none-last', 'name="age" optype="continuous" dataType="double"', 'name="age" optype="continuous" dataType="date"', 'dataType "date"'],
  ['mining-sum', 'multipleModelMethod="sum"', 'multipleModelMethod="median"', 'multipleModelMethod "median"'],
  ['mining-sum', 'rescaleFactor', 'castInteger="round" rescaleFactor', '<Target>: castInteger'],
  ['mining-sum', 'rescaleFactor', 'min="0" rescaleFactor', '<Target>: min'],
  ['mining-select-first', /<Segment id="0">\s*<True\/>/, `<Segment id="0">${NODE}`, 'selectFirst'],
  ['mining-sum', /<Segment id="0">\s*<True\/>/, `<Segment id="0">${NODE}`, 'for some rows only'],
  ['mining-chain', 'normalizationMethod="logit"', 'normalizationMethod="cloglog"', 'normalizationMethod "cloglog"'],
  ['mining-chain', 'name="scaled" coefficient', 'name="scaled" exponent="2" coefficient', 'an exponent'],
  ['regression-logit', 'name="job_woe" exponent', 'name="income" exponent', 'discretise it'],
  ['regression-plain', '<RegressionModel functionName', '<RegressionModel normalizationMethod="exp" functionName', '"exp"'],
  ['derived-arithmetic', '<FieldRef field="age"/>', '<FieldRef field="income"/>', ''],
  ['derived-arithmetic', 'function="ln"', 'function="erf"', 'the function "erf"'],
  ['derived-arithmetic', '<Apply function="abs">', '<Apply function="-"><Constant>0</Constant>', 'no value for some inputs'],
  ['derived-choice', /(<Apply function="lessThan">\s*<FieldRef field=")income/, '$1age', 'an expression over age, income'],
  ['scorecard-complex', '<FieldRef field="woe"/>', '<FieldRef field="income"/>', '<ComplexPartialScore>: points that vary'],
  ['treat-return-invalid', '<Interval', '<Interval closure="closedOpen" leftMargin="1" rightMargin="9"/><Interval', '<DataField>: invalid values'],
  ['treat-sentinel', '<Value value="-999" property="missing"/>', '<Value value="-999" property="invalid"/>', '<DataField>: invalid values'],
]; // prettier-ignore

const INVALID: readonly Change[] = [
  ['tree-none-last', 'field="age"', 'field="ages"', 'an input: "ages" is none'],
  ['tree-none-last', 'value="33.5"', 'value="much"', "a number of the field's type"],
  ['tree-none-last', 'score="3"', 'score="three"', 'a number as score'],
  ['tree-default-child', 'defaultChild="12"', 'defaultChild="99"', 'a child with the id "99"'],
  ['scorecard-below', 'partialScore="19"', '', '<Attribute>: expected a partialScore'],
  ['scorecard-below', 'initialScore="100"', 'initialScore="1e999"', 'a finite number as initialScore'],
  ['derived-lines', 'orig="1000"', 'orig="3000"', 'orig ascending'],
  ['derived-bins', '<out>paid</out>', '', 'a column "out"'],
  ['derived-lines', '<NormContinuous field="income"', '<NormContinuous field="line"', ''],
  ['mining-sum', 'field="age"', 'field="job_x"', 'is none'],
]; // prettier-ignore

function changed([name, from, to]: Change): string {
  const text = modelText(name);
  const after = text.replace(from, to);
  if (after === text) throw new Error('nothing was replaced');
  return after;
}

describe('PMML that cannot be carried', () => {
  it.each(UNSUPPORTED.filter(([, , , words]) => words !== ''))('%s, %s -> %s', (...change) => {
    const error = refusalOf(changed(change));
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toMatch(/line \d+, <\w+>/);
    expect(error.message).toContain(change[3]);
    expect(error.path).toMatch(/^line \d+, <\w+>$/);
  });

  it.each(INVALID.filter(([, , , words]) => words !== ''))('%s, %s -> %s', (...change) => {
    const error = refusalOf(changed(change));
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.message).toMatch(/line \d+, <\w+>/);
    expect(error.message).toContain(change[3]);
  });

  it('names the line of the element, and several problems at once', () => {
    const text = modelText('scorecard-below').replaceAll(/ partialScore="(19|18)"/g, '');
    const error = refusalOf(text);
    const lines = text.split('\n');
    const wanted = lines.flatMap((line, at) => (line === '<Attribute>' ? [at + 1] : []));
    expect(wanted).toHaveLength(2);
    expect(error.issues.map(({ path }) => path)).toEqual(
      wanted.map((line) => `line ${line}, <Attribute>`),
    );
  });

  it.each(['NeuralNetwork', 'GeneralRegressionModel', 'SupportVectorMachineModel'])(
    'refuses a %s by its name',
    (name) => {
      const text = modelText('tree-none-last').replaceAll('TreeModel', name);
      expect(refusalOf(text).message).toContain(`<${name}>`);
    },
  );

  it('asks which of three categories is meant', () => {
    const text = modelText('tree-probability-last').replace(
      '<Value value="yes"/>',
      '<Value value="yes"/><Value value="maybe"/>',
    );
    expect(refusalOf(text).message).toContain('the option targetCategory');
    expect(importText(text, { targetCategory: 'no' }).report.notes.join()).toContain('"no"');
    expect(refusalOf(text, { targetCategory: 'none' }).message).toContain('"none"');
  });

  it('refuses options that the file has no use for', () => {
    const scaling = { pdo: 20, points: 600, odds: 20 };
    const error = refusalOf(modelText('tree-none-last'), { scorecard: { scaling } });
    expect(error.code).toBe('OPTION_INVALID');
    const other = refusalOf(modelText('scorecard-below'), { scorecard: { basePoints: 3 } });
    expect(other.code).toBe('OPTION_INVALID');
    const above = refusalOf(modelText('scorecard-above'), { scorecard: { scaling } });
    expect(above.message).toContain('points that rise with risk');
  });
});

describe('hostile XML', () => {
  const start = performance.now();
  const open = '<?xml version="1.0"?><PMML version="4.4">';

  it.each([
    ['an entity bomb', `<?xml version="1.0"?><!DOCTYPE PMML [<!ENTITY a "${'x'.repeat(99)}"><!ENTITY b "&a;&a;&a;">]><PMML version="4.4">&b;</PMML>`, 'document type'],
    ['an external entity', '<?xml version="1.0"?><!DOCTYPE PMML SYSTEM "file:///etc/passwd"><PMML version="4.4"/>', 'document type'],
    ['an unknown entity', `${open}&bomb;</PMML>`, 'not well-formed'],
    ['deep nesting', open + '<Node>'.repeat(100_000), 'levels of elements'],
    ['deep nesting in an extension', `${open}<Extension>${'<a>'.repeat(100_000)}`, 'levels of elements'],
    ['an open end', `${open}<Header>`, 'not well-formed'],
    ['a second root', '<PMML version="4.4"/><PMML/>', 'not well-formed'],
    ['an attribute twice', '<PMML version="4.4" version="4.3"/>', 'not well-formed'],
    ['nothing', '', ''],
    ['text', 'PMML', ''],
    ['an unknown encoding', '<?xml version="1.0" encoding="EBCDIC"?><PMML version="4.4"/>', 'encoding'],
  ])('%s is refused', (_, text, words) => {
    const error = refusalOf(text);
    expect(error.code).toBe('IMPORT_FORMAT');
    expect(error.message).toContain(words);
    expect(performance.now() - start).toBeLessThan(60_000);
  }); // prettier-ignore

  it('refuses more elements than are read', { timeout: 120_000 }, () => {
    const text = open + '<a/>'.repeat(2 ** 22 + 10);
    expect(refusalOf(text).message).toContain('more elements than are read');
  });

  it('refuses a file larger than its limit before reading it', () => {
    const error = refusalOf(modelText('mining-sum'), { maxBytes: 100 });
    expect(error.message).toContain('more than 100');
  });

  it('takes nodes as deep as the engines do, and no deeper', () => {
    const nested = (levels: number): string =>
      modelText('tree-none-last').replace(
        /<Node[^]*<\/Node>/,
        '<Node score="1"><True/>'.repeat(levels) + '</Node>'.repeat(levels),
      );
    // Read to its end, where nothing is left that would be an input.
    expect(refusalOf(nested(500)).message).toContain('"features"');
    expect(refusalOf(nested(650)).message).toContain('levels of elements');
  });
});

describe('importModel', () => {
  it('reads PMML by its bytes', async () => {
    const bytes = bytesOf(`${PMML}scorecard-below/model.pmml`);
    expect(detectFormat(bytes)).toBe('pmml');
    const { model } = await importModel(bytes, { name: 'card' });
    expect(model).toMatchObject({ name: 'card', body: { kind: 'additive' } });
  });
});
