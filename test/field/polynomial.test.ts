import test from 'ava';
import {
  dft,
  evaluatePolynomial,
  evaluatePolynomialAtBase,
  koalaBear,
  koalaBear5,
  type Ext,
} from '../../host/field/index.js';

test('values at subgroup points equal the transform', (t) => {
  const coefficients = [5, 0, koalaBear.p - 1, 12345];
  const embedded = coefficients.map((c) => koalaBear5.embed(c));
  const root = koalaBear.twoAdicGenerator(2);
  dft(koalaBear, coefficients).forEach((value, i) => {
    const x = koalaBear.pow(root, i);
    t.deepEqual(evaluatePolynomialAtBase(koalaBear5, embedded, x), koalaBear5.embed(value));
    t.deepEqual(evaluatePolynomial(koalaBear5, embedded, koalaBear5.embed(x)), koalaBear5.embed(value));
  });
});

test('coefficients and point in the extension', (t) => {
  const x: Ext = [1, 2, 3, 4, 5];
  const [c0, c1, c2]: Ext[] = [koalaBear5.generator, [9, 8, 7, 6, 5], [0, 0, 1, 0, 0]];
  const expected = koalaBear5.add(
    c0,
    koalaBear5.add(koalaBear5.mul(c1, x), koalaBear5.mul(c2, koalaBear5.square(x))),
  );
  t.deepEqual(evaluatePolynomial(koalaBear5, [c0, c1, c2], x), expected);
  t.deepEqual(evaluatePolynomial(koalaBear5, [], x), koalaBear5.zero);
});
