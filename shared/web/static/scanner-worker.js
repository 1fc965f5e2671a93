// Finds the QR code in a picture { data: RGBA, width, height }; answers with its text, or null.
import decodeQR from "./vendor/qr/decode.js";

const EFFORT = { timeLimit: 60 };

self.onmessage = ({ data: picture }) => {
  let text = null;
  try {
    text = decodeQR(picture, EFFORT);
  } catch {
    // Most pictures have no code.
  }
  self.postMessage(text);
};
