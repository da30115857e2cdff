/** Error boundary: a room that breaks says so and can be opened again; the rest of the window goes on. */

import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ErrorView } from '../ui/error-view.tsx';
import { PartUnread } from '../ui/part.ts';
import { loadAnew } from './new-page.ts';
import classes from './shell.module.css';

interface Props {
  /** A new value (another room) opens the boundary again. */
  resetKey: string;
  onError: (error: Error, info: ErrorInfo) => void;
  /** Called when it is opened again. */
  onAgain?: () => void;
  /** In a panel. */
  compact?: boolean;
  children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    this.props.onError(error, info);
  }

  override componentDidUpdate(before: Props) {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <div className={this.props.compact ? undefined : classes.centre}>
        <ErrorView
          {...(this.props.compact ? { compact: true } : {})}
          error={this.state.error}
          onRetry={() => {
            if (this.state.error instanceof PartUnread) return loadAnew();
            this.setState({ error: undefined });
            this.props.onAgain?.();
          }}
        />
      </div>
    );
  }
}
