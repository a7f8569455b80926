import { once } from 'node:events';
import { RequestListener } from 'node:http';
import { createServer, Server } from 'node:https';
import { Certificate } from './certificate';

/** A port of the loopback where requests wait until somebody serves them. */
export class Listener {
  private readonly waiting: Parameters<RequestListener>[] = [];
  private handler?: RequestListener;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      if (this.handler) {
        this.handler(request, response);
      } else {
        this.waiting.push([request, response]);
      }
    });
  }

  /** Takes a free port. */
  static async open(options: { certificate: Certificate }): Promise<Listener> {
    const { key, certificate: cert } = options.certificate;
    const server = createServer({ key, cert });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Listener(server);
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    const address = this.server.address();
    return typeof address === 'object' && address
      ? `https://127.0.0.1:${address.port}`
      : '';
  }

  /** Answers what waits, and from now on everything. */
  serve(handler: RequestListener): void {
    this.handler = handler;
    for (const [request, response] of this.waiting.splice(0)) {
      handler(request, response);
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
