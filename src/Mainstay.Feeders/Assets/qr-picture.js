// From a picture to the modules of the QR codes that may be in it. Source: ISO/IEC 18004:2015, 5.3 (what stands where) and 12 (finding it). Pure functions; nothing here knows of a camera.
// What is found is a guess until its text has been read: whoever asks takes the next one when it was none.

const clamp = (value, limit) => value > limit ? limit : value < -limit ? -limit : value;

// picture: width, height and data (RGBA), as a canvas gives it. The likeliest come first. What is noise or out of focus at full size may be clear when it is smoothed, or half as large.
export function* symbolsIn(picture) {
  const grey = greyOf(picture);
  yield* symbolsOf(grey);
  yield* symbolsOf(smoothed(grey));
  if (Math.min(grey.width, grey.height) >= 400) yield* symbolsOf(halved(grey));
}

function* symbolsOf(grey) {
  const contrast = contrastOf(grey);
  for (const three of cornersOf(findersIn(contrast))) yield* symbolsAt(three, grey, contrast);
}

/* Light and dark. */

function greyOf({ width, height, data }) {
  const values = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < values.length; i++, at += 4) values[i] = data[at] * 77 + data[at + 1] * 150 + data[at + 2] * 29 >> 8;
  return { width, height, values };
}

function halved({ width, height, values }) {
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const half = new Uint8Array(halfWidth * halfHeight);
  for (let y = 0, i = 0; y < halfHeight; y++)
    for (let x = 0, at = y * 2 * width; x < halfWidth; x++, at += 2, i++)
      half[i] = values[at] + values[at + 1] + values[at + width] + values[at + width + 1] + 2 >> 2;
  return { width: halfWidth, height: halfHeight, values: half };
}

// Each point with its eight neighbours, the nearer ones counting for more: 1 2 1, across and down.
function smoothed({ width, height, values }) {
  const smooth = Uint8Array.from(values);
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const [up, down] = [at - width, at + width];
      smooth[at] = values[up - 1] + values[up + 1] + values[down - 1] + values[down + 1] + 2 * (values[up] + values[down] + values[at - 1] + values[at + 1]) + 4 * values[at] + 8 >> 4;
    }
  return { width, height, values: smooth };
}

// How much darker each point is than its surroundings, an eighth of the picture wide: shadows and gradients of light go away. Positive is dark.
function contrastOf({ width, height, values }) {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0, row = 0; x < width; x++) {
      row += values[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  const reach = Math.max(8, Math.min(width, height) >> 4);
  const contrast = new Int16Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach) * (width + 1), Math.min(height, y + reach + 1) * (width + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const mean = (sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left]) / ((right - left) * (bottom - top) / (width + 1));
      contrast[y * width + x] = mean - 3 - values[y * width + x]; // Three: paper without print is light, whatever its grain.
    }
  }
  return { width, height, values: contrast };
}

/* Finder patterns: dark, light, dark, light, dark as 1 : 1 : 3 : 1 : 1 on any line through the centre. */

const isFinder = ([a, b, c, d, e]) => {
  const unit = (a + b + c + d + e) / 7;
  const slack = unit * 0.6 + 0.5;
  return unit >= 1 && Math.abs(a - unit) < slack && Math.abs(b - unit) < slack && Math.abs(c - unit * 3) < slack * 1.6 && Math.abs(d - unit) < slack && Math.abs(e - unit) < slack;
};

// Each with its centre, the width of its seven modules across and down, and how many lines have met it.
function findersIn(contrast) {
  const { width, height, values } = contrast;
  const found = [];
  for (let y = 0; y < height; y++) {
    const edges = [];
    for (let x = 0, at = y * width, was = false; x <= width; x++) {
      const dark = x < width && values[at + x] > 0;
      if (dark !== was) edges.push(x);
      was = dark;
    }
    for (let i = 0; i + 5 < edges.length; i += 2) {
      const runs = [1, 2, 3, 4, 5].map(j => edges[i + j] - edges[i + j - 1]);
      if (isFinder(runs)) meet(found, centredOn(contrast, (edges[i + 2] + edges[i + 3]) / 2, y));
    }
  }
  return found.filter(finder => finder.lines > 1).sort((a, b) => b.lines - a.lines).slice(0, 12);
}

// The pattern whose middle holds a point, or null where the lines through it do not agree.
function centredOn(contrast, x, y) {
  const down = runsThrough(contrast, Math.floor(x), y, 0, 1);
  if (!down) return null;
  const across = runsThrough(contrast, Math.floor(x), Math.floor(y + down.middle), 1, 0);
  if (!across || Math.max(across.length, down.length) > Math.min(across.length, down.length) * 2) return null;
  return { x: Math.floor(x) + across.middle, y: y + down.middle, across: across.length, down: down.length, lines: 1 };
}

// Five runs along a line through a dark point: how long they are together, and how far from the point their middle is.
function runsThrough({ width, height, values }, x, y, stepX, stepY) {
  const isDark = i => {
    const [column, row] = [x + i * stepX, y + i * stepY];
    return column >= 0 && row >= 0 && column < width && row < height ? values[row * width + column] > 0 : null;
  };
  if (!isDark(0)) return null;
  const walk = direction => {
    const ends = [];
    for (let i = direction, wish = true; ends.length < 3; i += direction) {
      const dark = isDark(i);
      if (dark === null && ends.length < 2) return null;
      if (dark === wish) continue;
      ends.push(i);
      wish = !wish;
    }
    return ends.map(Math.abs);
  };
  const [back, on] = [walk(-1), walk(1)];
  if (!back || !on) return null;
  const runs = [back[2] - back[1], back[1] - back[0], back[0] + on[0] - 1, on[1] - on[0], on[2] - on[1]];
  return isFinder(runs) ? { length: back[2] + on[2] - 1, middle: (on[0] - back[0] + 1) / 2 } : null;
}

function meet(found, finder) {
  if (!finder) return;
  const near = found.find(other => Math.hypot(other.x - finder.x, other.y - finder.y) < (other.across + other.down) / 7);
  if (!near) {
    found.push(finder);
    return;
  }
  for (const name of ['x', 'y', 'across', 'down']) near[name] += (finder[name] - near[name]) / (near.lines + 1);
  near.lines++;
}

// Threes that may be the corners of one code: top left, top right, bottom left; the squarest first.
function cornersOf(finders) {
  const threes = [];
  for (const corner of finders)
    for (const right of finders)
      for (const below of finders) {
        if (right === corner || below === corner || right === below) continue;
        const [ax, ay, bx, by] = [right.x - corner.x, right.y - corner.y, below.x - corner.x, below.y - corner.y];
        const [a, b] = [Math.hypot(ax, ay), Math.hypot(bx, by)];
        const sine = (ax * by - ay * bx) / (a * b); // Positive: turning from right to below is clockwise, as in a code that is not mirrored.
        const sizes = [corner, right, below].map(finder => finder.across + finder.down);
        const unlike = Math.max(a, b) / Math.min(a, b) + Math.max(...sizes) / Math.min(...sizes) - 2;
        if (sine > 0.75 && unlike < 1.4) threes.push({ corner, right, below, doubt: unlike + (1 - sine) * 3 - Math.min(corner.lines, right.lines, below.lines) / 50 });
      }
  return threes.sort((a, b) => a.doubt - b.doubt).slice(0, 10);
}

/* Laying the known patterns over the picture. */

function* symbolsAt({ corner, right, below }, grey, contrast) {
  const likely = sizeOf(corner, right, below);
  const reach = likely < 40 ? 4 : 8;
  const fits = [];
  for (let size = Math.max(21, likely - reach); size <= Math.min(177, likely + reach); size += 4) {
    const points = [corner, right, below, lastCorner(corner, right, below)].map(({ x, y }) => ({ x, y }));
    findLastCorner(points, size, contrast);
    if (agreement(points, size, knownModules(size), contrast) < 0.1) continue; // Three things that are no corners of a code.
    fits.push({ size, points, fit: fitted(points, size, contrast) });
  }
  for (const { size, points, fit } of fits.sort((a, b) => b.fit - a.fit).slice(0, 3)) if (fit > 0.3) yield { size, modules: sampled(projection(points, size), size, grey) };
}

// By how much of a side a line through a square is longer than the side, where the line is upright or level.
const slant = (from, to) => Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) / Math.hypot(to.x - from.x, to.y - from.y);

// How many modules a side has.
function sizeOf(corner, right, below) {
  const side = other => {
    const unit = (corner.across + corner.down + other.across + other.down) / 28 * slant(corner, other);
    return Math.hypot(other.x - corner.x, other.y - corner.y) / unit;
  };
  return Math.round(((side(right) + side(below)) / 2 + 7 - 17) / 4) * 4 + 17;
}

// Where a fourth finder would be. What is farther away is smaller: areas go with the third power of the distance, and distances in a plane add up like its points.
function lastCorner(corner, right, below) {
  const distance = finder => Math.cbrt(1 / (finder.across * finder.down));
  const [a, b, c] = [corner, right, below].map(distance);
  const d = b + c - a;
  return d < Math.max(a, b, c) / 3
    ? { x: right.x + below.x - corner.x, y: right.y + below.y - corner.y }
    : { x: (right.x * b + below.x * c - corner.x * a) / d, y: (right.y * b + below.y * c - corner.y * a) / d };
}

const knownBySize = new Map();

// Modules that are the same in every code of a size: finders with their light edge, the dotted lines between them, and alignment patterns; as column, row, and 1 dark or -1 light.
// Source: 5.3.2 to 5.3.5.
function knownModules(size) {
  if (knownBySize.has(size)) return knownBySize.get(size);
  const known = [[3, 3], [3, size - 4], [size - 4, 3]].flatMap(([row, column]) => squareOf(size, row, column, 4, ring => ring !== 2 && ring !== 4));
  for (let i = 8; i < size - 8; i++) known.push(i, 6, i % 2 ? -1 : 1, 6, i, i % 2 ? -1 : 1);
  const centres = alignmentCentres(size);
  const last = centres.at(-1);
  for (const row of centres)
    for (const column of centres)
      if (!(row === 6 && (column === 6 || column === last) || row === last && column === 6)) known.push(...squareOf(size, row, column, 2, ring => ring !== 1));
  knownBySize.set(size, known);
  return known;
}

// Rings around a module, the middle being ring 0; what lies outside the code is left out.
function squareOf(size, row, column, reach, isDark) {
  const square = [];
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++)
      if (row + y >= 0 && row + y < size && column + x >= 0 && column + x < size) square.push(column + x, row + y, isDark(Math.max(Math.abs(x), Math.abs(y))) ? 1 : -1);
  return square;
}

// Rows and columns of the centres of alignment patterns: none in the smallest. Source: annex E.
function alignmentCentres(size) {
  if (size === 21) return [];
  const count = Math.floor((size - 17) / 28) + 2;
  const step = size === 145 ? 26 : Math.ceil((size - 13) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => size - 7 - (count - 2 - i) * step)];
}

// From modules to points of the picture, as a plane is seen from aside: x = (x0 + xu u + xv v) / (1 + g u + h v), and y likewise, through the centres of the three finders and the place where a fourth would be.
function projection([a, b, c, d], size) {
  const [sumX, sumY] = [a.x - b.x - c.x + d.x, a.y - b.y - c.y + d.y];
  const [rightX, rightY, belowX, belowY] = [b.x - d.x, b.y - d.y, c.x - d.x, c.y - d.y];
  const whole = rightX * belowY - belowX * rightY;
  const g = (sumX * belowY - belowX * sumY) / whole;
  const h = (rightX * sumY - sumX * rightY) / whole;
  return { x0: a.x, y0: a.y, xu: b.x - a.x + g * b.x, xv: c.x - a.x + h * c.x, yu: b.y - a.y + g * b.y, yv: c.y - a.y + h * c.y, g, h, far: size - 7 };
}

// Where to look in a module.
const places = [0.5, 0.5, 0.2, 0.2, 0.8, 0.2, 0.2, 0.8, 0.8, 0.8];

// How well what is known agrees with the picture, -1 to 1. It is asked thousands of times for each code: hence nothing is made on the way.
function agreement(points, size, known, { width, height, values }) {
  const { x0, y0, xu, xv, yu, yv, g, h, far } = projection(points, size);
  let sum = 0;
  for (let i = 0; i < known.length; i += 3)
    for (let j = 0; j < places.length; j += 2) {
      const u = (known[i] + places[j] - 3.5) / far, v = (known[i + 1] + places[j + 1] - 3.5) / far;
      const depth = 1 + g * u + h * v;
      const x = (x0 + xu * u + xv * v) / depth, y = (y0 + yu * u + yv * v) / depth;
      if (x >= 0 && y >= 0 && x < width && y < height) sum += known[i + 2] * clamp(values[Math.floor(y) * width + Math.floor(x)], 16);
    }
  return sum / (known.length / 3 * places.length / 2 * 16);
}

// The corner without a finder: moved about until the alignment pattern before it is met.
function findLastCorner(points, size, contrast) {
  const last = alignmentCentres(size).at(-1);
  if (!last) return;
  const pattern = squareOf(size, last, last, 2, ring => ring !== 1);
  const [a, b, c, d] = points;
  const far = size - 7;
  const [rightX, rightY, belowX, belowY] = [(b.x - a.x) / far, (b.y - a.y) / far, (c.x - a.x) / far, (c.y - a.y) / far];
  const reach = 2 + size / 12;
  let best = { fit: -1 };
  for (let right = -reach; right <= reach; right += 0.5)
    for (let below = -reach; below <= reach; below += 0.5) {
      const tried = { x: d.x + right * rightX + below * belowX, y: d.y + right * rightY + below * belowY };
      const fit = agreement([a, b, c, tried], size, pattern, contrast) - Math.hypot(right, below) / reach / 20;
      if (fit > best.fit) best = { fit, tried };
    }
  points[3] = best.tried;
}

// Moves all four points, each by less and less, as long as the picture agrees better. How well it does in the end.
function fitted(points, size, contrast) {
  const known = knownModules(size);
  let fit = agreement(points, size, known, contrast);
  const unit = Math.hypot(points[1].x - points[0].x, points[1].y - points[0].y) / (size - 7);
  for (let step = unit; step > unit / 20; step /= 2)
    for (let round = 0, better = true; better && round < 6; round++) {
      better = false;
      for (const point of points)
        for (const [x, y] of [[step, 0], [-step, 0], [0, step], [0, -step]]) {
          point.x += x;
          point.y += y;
          const moved = agreement(points, size, known, contrast);
          if (moved > fit) [fit, better] = [moved, true];
          else [point.x, point.y] = [point.x - x, point.y - y];
        }
    }
  return fit;
}

/* Reading the modules. */

// 1 dark, 0 light: each against the mean of the modules around it, for about half of those are dark in any code.
function sampled({ x0, y0, xu, xv, yu, yv, g, h, far }, size, grey) {
  const shadeOf = (column, row) => {
    const [u, v] = [(column - 3.5) / far, (row - 3.5) / far];
    const depth = 1 + g * u + h * v;
    return shadeAt(grey, (x0 + xu * u + xv * v) / depth, (y0 + yu * u + yv * v) / depth);
  };
  const shades = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (const [right, down] of [[0.5, 0.5], [0.3, 0.3], [0.7, 0.3], [0.3, 0.7], [0.7, 0.7]]) shades[row * size + column] += shadeOf(column + right, row + down);
  const reach = 5;
  return Uint8Array.from(shades, (shade, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    let sum = 0, count = 0;
    for (let y = Math.max(0, row - reach); y <= Math.min(size - 1, row + reach); y++)
      for (let x = Math.max(0, column - reach); x <= Math.min(size - 1, column + reach); x++, count++) sum += shades[y * size + x];
    return shade < sum / count ? 1 : 0;
  });
}

// Between four points of the picture; beyond its edge the edge goes on.
function shadeAt({ width, height, values }, x, y) {
  const [left, top] = [Math.min(width - 2, Math.max(0, Math.floor(x - 0.5))), Math.min(height - 2, Math.max(0, Math.floor(y - 0.5)))];
  const [right, down] = [Math.min(1, Math.max(0, x - 0.5 - left)), Math.min(1, Math.max(0, y - 0.5 - top))];
  const at = top * width + left;
  return (values[at] * (1 - right) + values[at + 1] * right) * (1 - down) + (values[at + width] * (1 - right) + values[at + width + 1] * right) * down;
}
