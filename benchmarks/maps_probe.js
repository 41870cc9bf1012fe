// Runs before any script of the page: keeps when it was ready, the long tasks, and the times of frames.
(() => {
  const probe = { ready: null, tasks: [], marks: [] };
  globalThis.mapProbe = probe;
  try {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) probe.tasks.push([entry.startTime, entry.duration]);
    }).observe({ type: "longtask", buffered: true });
  } catch (error) {
    probe.tasks = null;
  }
  const watch = () => {
    if (document.documentElement?.dataset.ready) {
      probe.ready = performance.now();
      return;
    }
    requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);

  // Frame times (ms) while an action runs and the pause after it.
  probe.frames = async (action, wait) => {
    const times = [];
    let [going, last] = [true, performance.now()];
    const tick = (now) => {
      times.push(now - last);
      last = now;
      if (going) requestAnimationFrame(tick);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(tick);
    });
    await action();
    await new Promise((done) => setTimeout(done, wait));
    going = false;
    return times;
  };

  // The map is moved like a hand does: a little each frame, back and forth.
  probe.drag = (map, frames, step) => new Promise((done) => {
    let count = 0;
    const move = () => {
      const turn = Math.floor(count / 45) % 4;
      const way = [[step, 0], [0, step], [-step, 0], [0, -step]][turn];
      map.panBy(way, { animate: false });
      count += 1;
      if (count < frames) requestAnimationFrame(move);
      else done();
    };
    requestAnimationFrame(move);
  });

  probe.zoom = (map, level) => new Promise((done) => {
    if (map.getZoom() === level) {
      done();
      return;
    }
    map.once("zoomend", () => setTimeout(done, 350));
    map.setZoom(level);
  });
})();
