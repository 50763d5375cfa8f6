// Lays the graph out away from the page (a classic worker, since d3-force has no bundle-free module).
// In: {nodes: [{x, y, radius, folder}], edges: [[from, to]]}; out: positions after every few ticks, then done.

importScripts(
  "../../../vendor/d3-dispatch/d3-dispatch.min.js",
  "../../../vendor/d3-quadtree/d3-quadtree.min.js",
  "../../../vendor/d3-timer/d3-timer.min.js",
  "../../../vendor/d3-force/d3-force.min.js",
);

const TICKS = 160;
const TICKS_A_MESSAGE = 4;

addEventListener("message", ({ data }) => {
  const { nodes, edges } = data;
  for (const node of nodes) Object.assign(node, { homeX: node.x, homeY: node.y });
  const links = edges.map(([source, target]) => ({ source, target }));
  const simulation = d3
    .forceSimulation(nodes)
    .stop()
    .alphaDecay(1 - 0.001 ** (1 / TICKS))
    .force(
      "link",
      d3
        .forceLink(links)
        .distance((link) => 26 + link.source.radius + link.target.radius)
        .strength((link) => (link.source.folder === link.target.folder ? 0.15 : 0.012)),
    )
    .force(
      "charge",
      d3
        .forceManyBody()
        .strength((node) => -14 - node.radius * 2)
        .theta(1)
        .distanceMax(220),
    )
    .force(
      "collide",
      d3.forceCollide((node) => node.radius + 1.5),
    )
    // Each file is pulled towards its folder's place, so folders stay together and layouts of a repository look alike.
    .force("x", d3.forceX((node) => node.homeX).strength(0.14))
    .force("y", d3.forceY((node) => node.homeY).strength(0.14));
  for (let tick = 1; tick <= TICKS; tick += 1) {
    simulation.tick();
    if (tick % TICKS_A_MESSAGE === 0 || tick === TICKS) report(nodes, tick === TICKS);
  }
});

function report(nodes, done) {
  const positions = new Float32Array(nodes.length * 2);
  nodes.forEach((node, place) => {
    positions[place * 2] = node.x;
    positions[place * 2 + 1] = node.y;
  });
  postMessage({ positions, done }, [positions.buffer]);
}
