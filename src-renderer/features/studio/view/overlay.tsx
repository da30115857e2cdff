/** Overlay: skeleton, pins and brush strokes drawn over the picture. It only draws; the tools know what is where. */

import { Circle, Group, Layer, Line, Rect, Ring, Stage } from 'react-konva';
import { useShallow } from 'zustand/react/shallow';
import { BONES } from '../logic/skeleton.ts';
import { useDocumentNow, useDrag } from '../state/drag.ts';
import { useStudio, viewOf } from '../state/store.ts';
import { pinHandles } from '../tools/pins-tool.ts';
import { handlesOf, type Joint, jointsOf } from '../tools/pose-tool.ts';
import { usePointer } from './pointer.ts';

/** Colours that stay apart for colour-blind eyes and on skin, cloth and backdrop; shapes tell the same. */
export const CONFIDENCE_COLOURS = {
  sure: '#4fd1ff',
  unsure: '#ffc233',
  doubtful: '#ff6a5e',
  corrected: '#ffffff',
} as const;
export type ConfidenceKind = keyof typeof CONFIDENCE_COLOURS;

export const confidenceKind = (joint: Pick<Joint, 'visibility' | 'corrected'>): ConfidenceKind => {
  if (joint.corrected) return 'corrected';
  if (joint.visibility >= 0.75) return 'sure';
  return joint.visibility >= 0.5 ? 'unsure' : 'doubtful';
};

export const STROKE_COLOURS = { front: '#35d0c0', behind: '#d66bff' } as const;
const HALO = 'rgba(0,0,0,0.65)';

export function Overlay() {
  const { width, height } = useStudio((state) => state.pane);
  const view = useStudio(useShallow(viewOf));
  const tool = useStudio((state) => state.tool);
  const spot = useStudio((state) => state.spot);
  const k = 1 / view.scale;
  return (
    <Stage
      width={width}
      height={height}
      listening={false}
      style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
    >
      <Layer listening={false}>
        <Group x={view.x} y={view.y} scaleX={view.scale} scaleY={view.scale}>
          {tool === 'pose' && <Skeleton k={k} />}
          {tool === 'pins' && <Pins k={k} />}
          {tool === 'brush' && <Strokes k={k} />}
          {spot && (
            <>
              <Ring {...spot} innerRadius={15 * k} outerRadius={20 * k} fill={HALO} />
              <Ring {...spot} innerRadius={16.5 * k} outerRadius={18.5 * k} fill="#ffc233" />
            </>
          )}
        </Group>
      </Layer>
    </Stage>
  );
}

/** `k`: photo pixels a CSS pixel. */
function Skeleton({ k }: { k: number }) {
  const document = useDocumentNow();
  // where the joints are is the document's to say while one is dragged
  const rendered = useStudio((state) => state.render.rendered);
  const focused = useStudio((state) => state.focused);
  if (!document) return null;
  const joints = jointsOf(rendered, document);
  const at = new Map(joints.map((joint) => [joint.name, joint]));
  const bones = BONES.flatMap(([from, to]) => {
    const [a, b] = [at.get(from), at.get(to)];
    return a && b ? [{ key: from + to, points: [a.x, a.y, b.x, b.y], a, b }] : [];
  });
  return (
    <>
      {bones.map(({ key, points }) => (
        <Line key={key} points={points} stroke={HALO} strokeWidth={5 * k} lineCap="round" />
      ))}
      {bones.map(({ key, points, a, b }) => (
        <Line
          key={key}
          points={points}
          stroke={CONFIDENCE_COLOURS[confidenceKind(a.visibility < b.visibility ? a : b)]}
          strokeWidth={2 * k}
          lineCap="round"
          opacity={0.9}
        />
      ))}
      {handlesOf(joints).map((joint) => {
        const r = (joint.name === focused ? 8 : 6) * k;
        const colour = CONFIDENCE_COLOURS[confidenceKind(joint)];
        return (
          <Group key={joint.name} x={joint.x} y={joint.y}>
            <Circle radius={r + 2 * k} fill={HALO} />
            {joint.corrected ? (
              <Rect x={-r} y={-r} width={2 * r} height={2 * r} fill={colour} />
            ) : (
              <Circle radius={r} fill={colour} />
            )}
            {joint.name === focused && <Circle radius={r * 0.45} fill="#111" />}
          </Group>
        );
      })}
    </>
  );
}

function Pins({ k }: { k: number }) {
  const document = useDocumentNow();
  const rendered = useDrag((state) => state.rendered);
  const layerId = useStudio((state) => state.layerId);
  const focused = useStudio((state) => state.focused);
  if (!document) return null;
  return pinHandles(rendered, document, layerId).map((handle) => {
    const r = (handle.key === focused ? 8 : 6) * k;
    const pinned = handle.pinId !== undefined;
    return (
      <Group key={handle.key} x={handle.x} y={handle.y} rotation={handle.landmark ? 45 : 0}>
        {handle.landmark ? (
          <>
            <Rect x={-r} y={-r} width={2 * r} height={2 * r} stroke={HALO} strokeWidth={5 * k} />
            <Rect
              x={-r}
              y={-r}
              width={2 * r}
              height={2 * r}
              fill={pinned ? '#ffffff' : 'rgba(0,0,0,0.25)'}
              stroke="#ffffff"
              strokeWidth={2 * k}
            />
          </>
        ) : (
          <>
            <Circle radius={r + 2 * k} fill={HALO} />
            <Circle radius={r} fill="#ffffff" />
          </>
        )}
        {pinned && <Circle radius={r * 0.42} fill="#1b5fd1" />}
      </Group>
    );
  });
}

function Strokes({ k }: { k: number }) {
  const document = useStudio((state) => state.queue?.document);
  const stroke = useStudio((state) => state.stroke);
  const layerId = useStudio((state) => state.layerId);
  const brush = useStudio((state) => state.brush);
  const pointer = usePointer((state) => state.at);
  const acting = (document?.strokes ?? []).filter(
    (one) => one.layerId === undefined || one.layerId === layerId,
  );
  const shown = stroke ? [...acting, stroke] : acting;
  const colour = STROKE_COLOURS[stroke?.puts ?? brush.puts];
  return (
    <>
      {shown.map((one) => (
        <Line
          key={one.id}
          // a single point is drawn as a dab
          points={
            one.points.length === 2 ? [...one.points, one.points[0]! + 0.01, one.points[1]!] : one.points
          }
          stroke={STROKE_COLOURS[one.puts]}
          strokeWidth={2 * one.radius}
          opacity={one === stroke ? 0.45 : 0.28}
          lineCap="round"
          lineJoin="round"
        />
      ))}
      {pointer && (
        <Group x={pointer.x} y={pointer.y}>
          <Circle radius={brush.radius} stroke={HALO} strokeWidth={3 * k} />
          <Circle radius={brush.radius} stroke={colour} strokeWidth={1.5 * k} />
          {brush.hardness < 0.98 && (
            <Circle
              radius={brush.radius * brush.hardness}
              stroke={colour}
              strokeWidth={k}
              dash={[3 * k, 3 * k]}
              opacity={0.8}
            />
          )}
          <Circle radius={1.5 * k} fill={colour} />
        </Group>
      )}
    </>
  );
}
