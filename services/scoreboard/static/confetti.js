// Confetti over the whole picture (handbook: 'Gong, konfetti og pynt'), unless somebody prefers calm.

const COLOURS = ["#fbb636", "#75c8a2", "#ff917c", "#7ab9fe", "#d39de3", "#f6f7f2"];
const PIECES = 260;
const SECONDS = 7;

export function confetti() {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const canvas = document.getElementById("confetti");
  const paper = canvas.getContext("2d");
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  const pieces = Array.from({ length: PIECES }, piece);
  const begun = performance.now();
  let last = begun;

  function draw(now) {
    const passed = (now - last) / 1000;
    last = now;
    paper.clearRect(0, 0, canvas.width, canvas.height);
    if (now - begun > SECONDS * 1000) return;
    for (const each of pieces) fall(each, passed, paper, canvas);
    requestAnimationFrame(draw);
  }

  requestAnimationFrame(draw);
}

/** Positions and sizes as parts of the picture's width or height, speeds per second. */
function piece() {
  return {
    x: Math.random(),
    y: -Math.random() * 0.9,
    size: 0.004 + Math.random() * 0.007,
    speed: 0.22 + Math.random() * 0.25,
    drift: (Math.random() - 0.5) * 0.08,
    angle: Math.random() * Math.PI,
    spin: (Math.random() - 0.5) * 8,
    colour: COLOURS[Math.floor(Math.random() * COLOURS.length)],
  };
}

function fall(piece, seconds, paper, { width, height }) {
  piece.y += piece.speed * seconds;
  piece.x += piece.drift * seconds;
  piece.angle += piece.spin * seconds;
  const size = piece.size * width;
  paper.save();
  paper.translate(piece.x * width, piece.y * height);
  paper.rotate(piece.angle);
  paper.scale(1, Math.cos(piece.angle * 1.7));
  paper.fillStyle = piece.colour;
  paper.fillRect(-size / 2, -size / 3, size, size * 0.66);
  paper.restore();
}
