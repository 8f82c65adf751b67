/* A signature drawn with a finger, a pen or the mouse. It is kept as a path of moves and lines in a
   box of 300 by 100, never as a picture. Without this script the name is typed and confirmed. */
(() => {
  document.querySelectorAll("[data-sign]").forEach((box) => {
    const pad = box.querySelector("canvas"), kept = box.querySelector("[name=drawing]");
    const pen = pad.getContext("2d");
    let lines = [], isDown = false;
    box.hidden = false;
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    const place = (event) => {
      const edge = pad.getBoundingClientRect();
      const within = (share) => Math.min(Math.max(share, 0), 1);
      return [within((event.clientX - edge.left) / edge.width) * 300, within((event.clientY - edge.top) / edge.height) * 100];
    };
    const write = () => { kept.value = lines.filter((line) => line.length > 1).map((line) => line.map(([x, y], n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(" ")).join(" "); };
    const stroke = ([fromX, fromY], [x, y]) => {
      pen.beginPath();
      pen.moveTo(fromX * 2, fromY * 2);
      pen.lineTo(x * 2, y * 2);
      pen.stroke();
    };
    // What was drawn before something else in the form had to be mended.
    (kept.value.match(/[ML][\d.]+ [\d.]+/g) || []).forEach((step) => {
      const point = step.slice(1).split(" ").map(Number), line = lines[lines.length - 1];
      if (step[0] === "M" || !line) { lines.push([point]); return; }
      stroke(line[line.length - 1], point);
      line.push(point);
    });
    pad.addEventListener("pointerdown", (event) => {
      isDown = true;
      pad.setPointerCapture(event.pointerId);
      lines.push([place(event)]);
    });
    pad.addEventListener("pointermove", (event) => {
      if (!isDown) return;
      const line = lines[lines.length - 1], to = place(event);
      stroke(line[line.length - 1], to);
      line.push(to);
      write();
    });
    const up = () => { isDown = false; };
    pad.addEventListener("pointerup", up);
    pad.addEventListener("pointercancel", up);
    box.querySelector("[data-sign-clear]").addEventListener("click", () => {
      lines = [];
      pen.clearRect(0, 0, pad.width, pad.height);
      kept.value = "";
    });
  });
})();
