import { Socket } from 'node:net';

const bufferBytes = 256 * 1024;

/** Sockets whose listener is done with a chunk when it returns, or pauses the socket until it is. */
const readInPlace = new WeakSet<Socket>();

/**
 * A socket that reads into one buffer of its own, instead of a new one for each chunk. Its `data` events look like
 * those of any socket; only listeners that ask for it get the buffer itself.
 */
export function createReadingSocket(): Socket {
  const socket = new Socket({
    onread: {
      buffer: Buffer.allocUnsafeSlow(bufferBytes),
      callback: (length, buffer) => {
        const chunk = (buffer as Buffer).subarray(0, length);
        socket.emit('data', readInPlace.has(socket) ? chunk : Buffer.from(chunk));
        return true;
      },
    },
  });
  return socket;
}

/** From now on chunks lie in the socket's own buffer: they are overwritten by the next one. */
export function startReadingInPlace(socket: Socket): void {
  readInPlace.add(socket);
}

export function stopReadingInPlace(socket: Socket): void {
  readInPlace.delete(socket);
}
