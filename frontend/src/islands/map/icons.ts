/** The lamps as small pictures: disc, triangle, square, ring, each with a paper edge. */
import type { Map } from "maplibre-gl";
import type { Lamp } from "./areas.ts";
import type { Palette } from "./palette.ts";

const SIZE = 18;
const RATIO = 2;

export function addLampIcons(map: Map, palette: Palette): void {
  for (const lamp of ["green", "amber", "red", "none"] as const) {
    const name = `lamp-${lamp}`;
    const picture = drawLamp(lamp, palette);
    if (map.hasImage(name)) map.updateImage(name, picture);
    else map.addImage(name, picture, { pixelRatio: RATIO });
  }
}

function drawLamp(lamp: Lamp, palette: Palette): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * RATIO;
  const pen = canvas.getContext("2d")!;
  pen.scale(RATIO, RATIO);
  pen.fillStyle = lamp === "none" ? palette.paper : palette[lamp];
  pen.strokeStyle = lamp === "none" ? palette.none : palette.paper;
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  outline(pen, lamp);
  pen.stroke();
  pen.fill();
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function outline(pen: CanvasRenderingContext2D, lamp: Lamp): void {
  pen.beginPath();
  if (lamp === "red") pen.rect(4, 4, 10, 10);
  else if (lamp === "amber") {
    pen.moveTo(9, 2.5);
    pen.lineTo(15.5, 14);
    pen.lineTo(2.5, 14);
    pen.closePath();
  } else pen.arc(9, 9, 5.5, 0, 2 * Math.PI);
}
