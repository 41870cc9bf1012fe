// The order of the stops with the least minutes: exact for a few stops, improved step by step for more.

const EXACT = 10;
const MOST_ROUNDS = 60;
const SLACK = 1e-9;

// `task`: minutes between places, the number of stops, and the places of start and end (null for free).
export function costOf({ minutes, start, end }, order) {
  const path = [start, ...order, end].filter((at) => at !== null);
  let sum = 0;
  for (let i = 1; i < path.length; i += 1) sum += minutes[path[i - 1]][path[i]];
  return sum;
}

// Best cost for each set of stops and the last of them.
function exact(task) {
  const { minutes, count, start, end } = task;
  const full = (1 << count) - 1;
  const cost = Array.from({ length: full + 1 }, () => new Float64Array(count).fill(Infinity));
  const before = Array.from({ length: full + 1 }, () => new Int8Array(count).fill(-1));
  for (let i = 0; i < count; i += 1) cost[1 << i][i] = start === null ? 0 : minutes[start][i];
  for (let set = 1; set <= full; set += 1) {
    for (let last = 0; last < count; last += 1) {
      if (!Number.isFinite(cost[set][last])) continue;
      for (let next = 0; next < count; next += 1) {
        if (set & (1 << next)) continue;
        const wider = set | (1 << next);
        const sum = cost[set][last] + minutes[last][next];
        if (sum >= cost[wider][next] - SLACK) continue;
        cost[wider][next] = sum;
        before[wider][next] = last;
      }
    }
  }
  const closing = (last) => cost[full][last] + (end === null ? 0 : minutes[last][end]);
  let best = 0;
  for (let last = 1; last < count; last += 1) if (closing(last) < closing(best) - SLACK) best = last;
  const order = [];
  for (let [set, at] = [full, best]; at >= 0;) {
    order.unshift(at);
    [set, at] = [set & ~(1 << at), before[set][at]];
  }
  return order;
}

function nearestFirst({ minutes, count, start }, first) {
  const left = new Set(Array.from({ length: count }, (_, i) => i));
  const order = [];
  let at = start;
  if (start === null) {
    order.push(first);
    left.delete(first);
    at = first;
  }
  while (left.size > 0) {
    let best = null;
    for (const stop of left) if (best === null || minutes[at][stop] < minutes[at][best]) best = stop;
    order.push(best);
    left.delete(best);
    at = best;
  }
  return order;
}

// Orders that differ by one turned part or one moved part.
function* neighbours(order) {
  const count = order.length;
  for (let i = 0; i < count; i += 1) {
    for (let j = i + 1; j < count; j += 1) yield [...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)];
  }
  for (let size = 1; size <= 3; size += 1) {
    for (let i = 0; i + size <= count; i += 1) {
      const part = order.slice(i, i + size);
      const rest = [...order.slice(0, i), ...order.slice(i + size)];
      for (let j = 0; j <= rest.length; j += 1) if (j !== i) yield [...rest.slice(0, j), ...part, ...rest.slice(j)];
    }
  }
}

function improved(task, begin) {
  let [order, cost] = [begin, costOf(task, begin)];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let best = null;
    for (const other of neighbours(order)) {
      const sum = costOf(task, other);
      if (sum < (best?.sum ?? cost) - SLACK) best = { order: other, sum };
    }
    if (best === null) return order;
    [order, cost] = [best.order, best.sum];
  }
  return order;
}

// Never longer than the given order, which is 0, 1, 2 and so on.
export function bestOrder(task) {
  const given = Array.from({ length: task.count }, (_, i) => i);
  if (task.count < 2) return given;
  const found = task.count <= EXACT ? [exact(task)] : [improved(task, given), improved(task, nearestFirst(task, 0))];
  return [given, ...found].reduce((best, order) => (costOf(task, order) < costOf(task, best) - SLACK ? order : best));
}
