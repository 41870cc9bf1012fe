// From the text in the page to bytes and shapes: in a worker where the browser has one, otherwise in slices.
import { readBlock, readGeometry } from "./decode.js";
import { SpatialGrid } from "./grid.js";

const SLICE_MS = 40;
const PATIENCE_MS = 1000;
const WORTH_A_WORKER = 1_500_000; // signs; less is read before a worker has started

export function pause() {
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      done();
    };
    channel.port2.postMessage(null);
  });
}

function* shapesOf(bytes, wanted) {
  const total = wanted.reduce((sum, one) => sum + one.geometry.point_count, 1);
  const shapes = [];
  let before = 0;
  for (const { geometry: entry, count } of wanted) {
    const steps = readGeometry(bytes, entry, count);
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield (before + step.value * entry.point_count) / total;
    yield before / total;
    shapes.push({ geometry: step.value, grid: new SpatialGrid(step.value, count) });
    before += entry.point_count;
  }
  return shapes;
}

// What the worker does with the pieces of the text; `report` gets the part that is done.
async function unpack(pieces, wanted, report, rest) {
  const bytes = await readBlock(pieces.join(""));
  const steps = shapesOf(bytes, wanted);
  let until = performance.now() + SLICE_MS;
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    if (performance.now() < until) continue;
    report(step.value);
    await rest();
    until = performance.now() + SLICE_MS;
  }
  return { bytes, shapes: step.value };
}

function buffersOf({ bytes, shapes }) {
  const parts = shapes.flatMap(({ geometry, grid }) => [...Object.values(geometry), ...Object.values(grid)]);
  return [...new Set([bytes, ...parts].filter(ArrayBuffer.isView).map((view) => view.buffer))];
}

// In the worker: waits for the text, answers with everything at once.
export function serve(scope) {
  scope.onmessage = async ({ data }) => {
    const report = (share) => scope.postMessage({ share });
    const done = await unpack(data.pieces, data.wanted, report, () => null);
    const plain = { bytes: done.bytes, shapes: done.shapes.map(({ geometry, grid }) => ({ geometry, grid: grid.plain })) };
    scope.postMessage(plain, buffersOf(plain));
  };
}

function startWorker(source) {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

function inWorker(source, pieces, wanted, report) {
  return new Promise((done, fail) => {
    const worker = startWorker(source);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(new Error(event.message));
    };
    worker.onmessage = ({ data }) => {
      if (data.share !== undefined) {
        report(data.share);
        return;
      }
      worker.terminate();
      done({
        bytes: data.bytes,
        shapes: data.shapes.map(({ geometry, grid }) => ({ geometry, grid: SpatialGrid.revived(grid, geometry) })),
      });
    };
    worker.postMessage({ pieces, wanted });
  });
}

// Tells how far it is, when it takes longer than a moment.
function patient(report) {
  const begin = performance.now();
  return (share) => {
    if (performance.now() - begin > PATIENCE_MS) report(share);
  };
}

export async function unpackAnywhere(source, pieces, wanted, report) {
  const tell = patient(report);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length < WORTH_A_WORKER) return unpack(pieces, wanted, tell, pause);
  try {
    return await inWorker(source, pieces, wanted, tell);
  } catch {
    return unpack(pieces, wanted, tell, pause);
  }
}
