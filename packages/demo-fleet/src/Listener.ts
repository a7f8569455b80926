import { once } from 'node:events';
import {
  createServer as createHttpServer,
  RequestListener,
  Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { Certificate } from './kubernetes/certificate';

/** A port of the loopback where requests wait until somebody serves them. */
export class Listener {
  private readonly waiting: Parameters<RequestListener>[] = [];
  private handler?: RequestListener;

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {
    server.on('request', (request, response) => {
      if (this.handler) {
        this.handler(request, response);
      } else {
        this.waiting.push([request, response]);
      }
    });
  }

  /** Takes a free port. Without a certificate it speaks plain HTTP. */
  static async open(
    options: { certificate?: Certificate } = {},
  ): Promise<Listener> {
    const { certificate } = options;
    const server = certificate
      ? createHttpsServer({
          key: certificate.key,
          cert: certificate.certificate,
        })
      : createHttpServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Listener(server, certificate ? 'https' : 'http');
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    const address = this.server.address();
    return typeof address === 'object' && address
      ? `${this.scheme}://127.0.0.1:${address.port}`
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
