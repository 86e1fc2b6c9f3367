/** The page's peer connections: found without its help, their descriptions counted. */

/** How often a peer connection was given a description. */
export interface Descriptions {
  local: number;
  remote: number;
}

interface Peer extends Descriptions {
  pc: RTCPeerConnection;
}

const peers: Peer[] = [];

/** descriptions are the counts of every connection the page ever made. */
export function descriptions(): Descriptions[] {
  return peers.map(({ local, remote }) => ({ local, remote }));
}

/** current is the page's newest connection that is not closed. */
export function current(): RTCPeerConnection | undefined {
  return peers.filter(({ pc }) => pc.signalingState !== "closed").at(-1)?.pc;
}

/** watchPeers replaces the constructor by one that counts. */
export function watchPeers(): void {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    private readonly peer: Peer;

    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.peer = { pc: this, local: 0, remote: 0 };
      peers.push(this.peer);
    }

    override setLocalDescription(...description: unknown[]): Promise<void> {
      this.peer.local++;
      return super.setLocalDescription(...(description as []));
    }

    override setRemoteDescription(...description: unknown[]): Promise<void> {
      this.peer.remote++;
      return super.setRemoteDescription(...(description as [RTCSessionDescriptionInit]));
    }
  };
}

/** keepSending makes the page unable to close its microphone, however it tries. */
export function keepSending(): void {
  RTCRtpSender.prototype.replaceTrack = () => Promise.resolve();
  MediaStreamTrack.prototype.stop = () => undefined;
  Object.defineProperty(MediaStreamTrack.prototype, "enabled", { get: () => true, set: () => undefined });
}
