// From the modules of a QR code to its text. Source: ISO/IEC 18004:2015, clauses 7 and 12. Pure functions; nothing here knows of pictures or of a page.
// Read are versions 1 to 40, all four levels, and numeric, alphanumeric and byte segments; kanji, FNC1 and codes in several parts are not.

// By version, for the levels L, M, Q, H. Source: table 9.
const correctionOfBlock = [
  [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];
const blocksOf = [
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
  [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
  [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
];

// The two bits of a level in the format information. Source: table 12.
const levelOfBits = [1, 0, 3, 2];

const alphanumerics = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

// Whether a module is turned over, by row and column. Source: table 10.
const masks = [
  (row, column) => (row + column) % 2 === 0,
  row => row % 2 === 0,
  (row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => (row * column) % 2 + (row * column) % 3 === 0,
  (row, column) => ((row * column) % 2 + (row * column) % 3) % 2 === 0,
  (row, column) => ((row + column) % 2 + (row * column) % 3) % 2 === 0,
];

// The text, or null where it is no code or too much of it is damaged. modules: 1 dark, 0 light, row by row; size: how many in a row.
export function textOf({ size, modules }) {
  const version = (size - 17) / 4;
  if (!Number.isInteger(version) || version < 1 || version > 40) return null;
  const format = formatOf(size, modules);
  if (!format) return null;
  const data = correctedData(codewordsOf(size, modules, masks[format.mask]), version, format.level);
  return data && textOfSegments(data, version);
}

/* Format information: five bits in fifteen, twice. */

// A code word of BCH(15, 5), with the mask that keeps it from being empty. Source: annex C.
function formatWord(data) {
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit--) if (rest >> bit & 1) rest ^= 0x537 << bit - 10;
  return (data << 10 | rest) ^ 0x5412;
}

const formatWords = Array.from({ length: 32 }, (_, data) => formatWord(data));

// Two words differ in at least seven bits: up to three wrong ones can be put right.
function formatOf(size, modules) {
  let best = { distance: 4 };
  for (const read of readFormats(size, modules))
    formatWords.forEach((word, data) => {
      const distance = onesIn(word ^ read);
      if (distance < best.distance) best = { distance, level: levelOfBits[data >> 3], mask: data & 7 };
    });
  return best.distance < 4 ? best : null;
}

// Bit 14 first; around the finder at the top left, and in halves beside the other two. Source: figure 25.
function readFormats(size, modules) {
  const at = (row, column) => modules[row * size + column];
  let near = 0, far = 0;
  for (let i = 0; i < 15; i++) {
    const column = i < 6 ? i : i < 8 ? i + 1 : 8;
    const row = i < 8 ? 8 : i === 8 ? 7 : 14 - i;
    near = near << 1 | at(row, column);
    far = far << 1 | (i < 7 ? at(size - 1 - i, 8) : at(8, size - 15 + i));
  }
  return [near, far];
}

function onesIn(bits) {
  let count = 0;
  for (; bits; bits &= bits - 1) count++;
  return count;
}

/* Where things stand. */

// Rows and columns of the centres of alignment patterns: none in version 1. Source: annex E.
export function alignmentCentres(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - (count - 2 - i) * step)];
}

// 1 where a module says nothing of the text: patterns, format and version.
function reservedModules(size) {
  const reserved = new Uint8Array(size * size);
  const fill = (top, left, height, width) => {
    for (let row = top; row < top + height; row++) reserved.fill(1, row * size + left, row * size + left + width);
  };
  fill(0, 0, 9, 9);
  fill(0, size - 8, 9, 8);
  fill(size - 8, 0, 8, 9);
  fill(6, 0, 1, size);
  fill(0, 6, size, 1);
  const version = (size - 17) / 4;
  const centres = alignmentCentres(version);
  const last = centres.at(-1);
  for (const row of centres)
    for (const column of centres)
      if (!(row === 6 && (column === 6 || column === last) || row === last && column === 6)) fill(row - 2, column - 2, 5, 5);
  if (version >= 7) {
    fill(0, size - 11, 6, 3);
    fill(size - 11, 0, 3, 6);
  }
  return reserved;
}

// Bits lie in columns of two, from the right, upwards and downwards in turn. Source: 7.7.3.
function codewordsOf(size, modules, mask) {
  const reserved = reservedModules(size);
  const bytes = [];
  let byte = 0, bits = 0, upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right--; // The column of the timing pattern is none of them.
    for (let i = 0; i < size; i++) {
      const row = upwards ? size - 1 - i : i;
      for (const column of [right, right - 1]) {
        if (reserved[row * size + column]) continue;
        byte = byte << 1 | modules[row * size + column] ^ mask(row, column);
        if (++bits % 8 === 0) {
          bytes.push(byte);
          byte = 0;
        }
      }
    }
    upwards = !upwards;
  }
  return bytes;
}

/* Blocks and their correction. */

// Blocks were dealt out like cards: first all data, the longer blocks last, then all correction. Source: 7.6.
function correctedData(codewords, version, level) {
  const blockCount = blocksOf[level][version - 1];
  const correction = correctionOfBlock[level][version - 1];
  const shortData = Math.floor(codewords.length / blockCount) - correction;
  const longFrom = blockCount - codewords.length % blockCount;
  const data = [];
  for (let block = 0; block < blockCount; block++) {
    const words = [];
    for (let i = 0; i < shortData; i++) words.push(codewords[i * blockCount + block]);
    if (block >= longFrom) words.push(codewords[shortData * blockCount + block - longFrom]);
    const correctionBegins = codewords.length - correction * blockCount;
    for (let i = 0; i < correction; i++) words.push(codewords[correctionBegins + i * blockCount + block]);
    if (!correct(words, correction)) return null;
    data.push(...words.slice(0, -correction));
  }
  return data;
}

// The field of 256 elements by x^8 + x^4 + x^3 + x^2 + 1: powers of 2, twice over, and their logarithms.
const powers = new Uint8Array(510);
const logarithms = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  powers[i] = powers[i + 255] = value;
  logarithms[value] = i;
  value = value << 1 ^ (value & 0x80 ? 0x11d : 0);
}

const times = (a, b) => a && b ? powers[logarithms[a] + logarithms[b]] : 0;
const divided = (a, b) => a ? powers[logarithms[a] + 255 - logarithms[b]] : 0;

// A polynomial is a list of coefficients, the constant first.
const valueAt = (polynomial, x) => polynomial.reduceRight((sum, coefficient) => times(sum, x) ^ coefficient, 0);

// Reed-Solomon: puts wrong words right in place. False where there are more of them than half of the correction words.
function correct(words, correction) {
  const backwards = [...words].reverse();
  const syndromes = Array.from({ length: correction }, (_, i) => valueAt(backwards, powers[i]));
  if (syndromes.every(syndrome => syndrome === 0)) return true;
  const locator = locatorOf(syndromes);
  const errors = locator.length - 1;
  if (errors * 2 > correction) return false;
  const evaluator = Array.from({ length: correction }, (_, i) => locator.slice(0, i + 1).reduce((sum, part, j) => sum ^ times(part, syndromes[i - j]), 0));
  const slope = locator.map((part, i) => i % 2 ? part : 0).slice(1); // Its derivative: in this field even powers vanish.
  let found = 0;
  for (let place = 0; place < words.length; place++) {
    const inverse = powers[255 - place];
    if (valueAt(locator, inverse) !== 0) continue;
    const steepness = valueAt(slope, inverse);
    if (steepness === 0) return false;
    words[words.length - 1 - place] ^= times(powers[place], divided(valueAt(evaluator, inverse), steepness));
    found++;
  }
  return found === errors;
}

// The shortest recurrence that gives the syndromes (Berlekamp and Massey); its roots say which words are wrong.
function locatorOf(syndromes) {
  let locator = [1], before = [1], errors = 0, gap = 1, lastOff = 1;
  for (let i = 0; i < syndromes.length; i++) {
    let off = syndromes[i];
    for (let j = 1; j <= errors; j++) off ^= times(locator[j] ?? 0, syndromes[i - j]);
    if (off === 0) {
      gap++;
      continue;
    }
    const factor = divided(off, lastOff);
    const shifted = [...Array(gap).fill(0), ...before.map(part => times(part, factor))];
    const next = Array.from({ length: Math.max(locator.length, shifted.length) }, (_, j) => (locator[j] ?? 0) ^ (shifted[j] ?? 0));
    if (errors * 2 <= i) {
      [before, lastOff, errors, gap] = [locator, off, i + 1 - errors, 1];
    } else {
      gap++;
    }
    locator = next;
  }
  while (locator.at(-1) === 0) locator.pop();
  return locator;
}

/* Segments. Source: 7.4. */

const wordOf = bytes => {
  let at = 0;
  return {
    left: () => bytes.length * 8 - at,
    take(count) {
      let value = 0;
      for (; count > 0; count--, at++) value = value << 1 | bytes[at >> 3] >> 7 - (at & 7) & 1;
      return value;
    },
  };
};

function textOfSegments(data, version) {
  const bits = wordOf(data);
  const era = version < 10 ? 0 : version < 27 ? 1 : 2; // How long the counts are.
  let text = '', isLatin = false;
  while (bits.left() >= 4) {
    const mode = bits.take(4);
    if (mode === 0) break;
    if (mode === 7) {
      isLatin = [1, 3].includes(bits.take(8)); // Which letters the bytes are: ISO 8859-1, or as if nothing had been said.
      continue;
    }
    const read = { 1: numeric, 2: alphanumeric, 4: bytes }[mode];
    const countBits = { 1: [10, 12, 14], 2: [9, 11, 13], 4: [8, 16, 16] }[mode]?.[era];
    if (!read || bits.left() < countBits) return null;
    const part = read(bits, bits.take(countBits), isLatin);
    if (part === null) return null;
    text += part;
  }
  return text;
}

function numeric(bits, count) {
  let text = '';
  for (; count > 0; count -= 3) {
    const digits = Math.min(count, 3);
    const length = [0, 4, 7, 10][digits];
    if (bits.left() < length) return null;
    text += String(bits.take(length)).padStart(digits, '0');
  }
  return text;
}

function alphanumeric(bits, count) {
  let text = '';
  for (; count > 0; count -= 2) {
    if (bits.left() < (count > 1 ? 11 : 6)) return null;
    const pair = bits.take(count > 1 ? 11 : 6);
    text += (count > 1 ? alphanumerics[Math.floor(pair / 45)] : '') + alphanumerics[pair % 45];
  }
  return text;
}

// UTF-8 where it can be that, as encoders write it in practice; otherwise the standard's ISO 8859-1.
function bytes(bits, count, isLatin) {
  if (bits.left() < count * 8) return null;
  const read = Uint8Array.from({ length: count }, () => bits.take(8));
  try {
    if (!isLatin) return new TextDecoder('utf-8', { fatal: true }).decode(read);
  } catch {
    // Not UTF-8.
  }
  return String.fromCharCode(...read);
}
