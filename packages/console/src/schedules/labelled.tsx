import { Typography } from 'antd';
import { useId, type ReactNode } from 'react';

interface Props {
  readonly label: ReactNode;
  /** What happens, in a sentence. */
  readonly help?: ReactNode | undefined;
  /** What is wrong with the value. */
  readonly problem?: ReactNode | undefined;
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode;
  readonly width?: number | string | undefined;
}

/** An input with a label above and an explanation below it, tied together for screen readers. */
export function Labelled({ label, help, problem, children, width }: Props) {
  const id = useId();
  const hasNote = help !== undefined || problem !== undefined;
  return (
    <div style={{ width, minWidth: 0 }}>
      <label htmlFor={id} className="labelled-name">
        {label}
      </label>
      {children({ id, 'aria-describedby': hasNote ? `${id}-note` : undefined })}
      {hasNote && (
        <div id={`${id}-note`} className="labelled-note">
          {problem === undefined ? (
            <Typography.Text type="secondary">{help}</Typography.Text>
          ) : (
            <Typography.Text type="danger" role="alert">
              {problem}
            </Typography.Text>
          )}
        </div>
      )}
    </div>
  );
}
