// Fastest drives over the graph of the roads: from one place to all nodes, and the leg between two places.

const M_PER_MIN = 1000 / 60;

// Numbers of nodes by their minutes, the least first.
class Heap {
  constructor() {
    this.nodes = [];
    this.keys = [];
  }

  push(node, key) {
    const { nodes, keys } = this;
    let at = nodes.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (keys[above] <= key) break;
      nodes[at] = nodes[above];
      keys[at] = keys[above];
      at = above;
    }
    nodes[at] = node;
    keys[at] = key;
  }

  pop() {
    const { nodes, keys } = this;
    const least = [nodes[0], keys[0]];
    const [node, key] = [nodes.pop(), keys.pop()];
    const count = nodes.length;
    let at = 0;
    while (count > 0) {
      let below = 2 * at + 1;
      if (below + 1 < count && keys[below + 1] < keys[below]) below += 1;
      if (below >= count || keys[below] >= key) break;
      nodes[at] = nodes[below];
      keys[at] = keys[below];
      at = below;
    }
    if (count > 0) {
      nodes[at] = node;
      keys[at] = key;
    }
    return least;
  }
}

function endsOf(graph, snap) {
  const { from, to, length } = graph.edges;
  const share = length[snap.edge] > 0 ? snap.along / length[snap.edge] : 0;
  return [[from[snap.edge], share], [to[snap.edge], 1 - share]];
}

// Minutes and metres from a place on the road to each node, and the edge by which each node is reached.
export function treeFrom(graph, snap) {
  const size = graph.nodeKeys.length;
  const tree = { minutes: new Float64Array(size).fill(Infinity), metres: new Float64Array(size), via: new Int32Array(size).fill(-1) };
  const heap = new Heap();
  for (const [node, share] of endsOf(graph, snap)) {
    const minutes = share * graph.minutes[snap.edge];
    if (minutes >= tree.minutes[node]) continue;
    tree.minutes[node] = minutes;
    tree.metres[node] = share * graph.edges.length[snap.edge];
    heap.push(node, minutes);
  }
  const { from, to, length } = graph.edges;
  while (heap.nodes.length > 0) {
    const [node, key] = heap.pop();
    if (key > tree.minutes[node]) continue;
    for (let i = graph.starts[node]; i < graph.starts[node + 1]; i += 1) {
      const edge = graph.around[i];
      const next = from[edge] === node ? to[edge] : from[edge];
      const minutes = key + graph.minutes[edge];
      if (minutes >= tree.minutes[next]) continue;
      tree.minutes[next] = minutes;
      tree.metres[next] = tree.metres[node] + length[edge];
      tree.via[next] = edge;
      heap.push(next, minutes);
    }
  }
  return tree;
}

// Along one edge, when both places lie on it.
function direct(graph, a, b) {
  if (a.edge !== b.edge) return null;
  const metres = Math.abs(a.along - b.along);
  const share = graph.edges.length[a.edge] > 0 ? metres / graph.edges.length[a.edge] : 0;
  return { minutes: share * graph.minutes[a.edge], metres, node: -1 };
}

function overNodes(graph, tree, b) {
  const ways = endsOf(graph, b).map(([node, share]) => ({
    minutes: tree.minutes[node] + share * graph.minutes[b.edge],
    metres: tree.metres[node] + share * graph.edges.length[b.edge],
    node,
  }));
  return ways[0].minutes <= ways[1].minutes ? ways[0] : ways[1];
}

function walk(graph, edge, first, last) {
  const { xs, ys } = graph.table.geometry;
  const line = [];
  const step = first <= last ? 1 : -1;
  for (let p = first; p !== last + step; p += step) line.push([xs[p], ys[p]]);
  return line;
}

// From the place on an edge to one of its nodes.
function tail(graph, snap, node) {
  const { from, first, last } = graph.edges;
  return node === from[snap.edge] ? walk(graph, snap.edge, snap.p, first[snap.edge]) : walk(graph, snap.edge, snap.p + 1, last[snap.edge]);
}

function between(graph, a, b) {
  if (a.p === b.p) return [];
  return a.p < b.p ? walk(graph, a.edge, a.p + 1, b.p) : walk(graph, a.edge, a.p, b.p + 1);
}

// Points of the grid along the road, both places included.
function lineOf(graph, tree, a, b, node) {
  if (node < 0) return [a.place, a.at, ...between(graph, a, b), b.at, b.place];
  const { from, to, first, last } = graph.edges;
  const parts = [tail(graph, b, node).reverse()];
  let at = node;
  while (tree.via[at] >= 0) {
    const edge = tree.via[at];
    const isForward = to[edge] === at;
    parts.push(isForward ? walk(graph, edge, first[edge], last[edge]) : walk(graph, edge, last[edge], first[edge]));
    at = isForward ? from[edge] : to[edge];
  }
  parts.push(tail(graph, a, at));
  return [a.place, a.at, ...parts.reverse().flat(), b.at, b.place];
}

// Leg between two places that both lie on the network; null where no road joins them.
export function driveLeg(graph, tree, a, b) {
  const along = direct(graph, a, b);
  const around = overNodes(graph, tree, b);
  const way = along !== null && along.minutes <= around.minutes ? along : around;
  if (!Number.isFinite(way.minutes)) return null;
  const access = a.away + b.away;
  return {
    minutes: way.minutes + access / (graph.figures.access_kmh * M_PER_MIN),
    km: (way.metres + access) / 1000,
    isRoad: true,
    line: () => lineOf(graph, tree, a, b, way.node),
  };
}
