/** What some browsers tell of the network; it "changes" with every new guess of its speed too. */
type Connection = EventTarget & { type?: string };

/** Calls when the device has come to another network, or back to one; the answer ends it. */
export function watchNetwork(changed: () => void): () => void {
  const connection = (navigator as { connection?: Connection }).connection;
  let type = connection?.type;
  const compare = () => {
    if (connection?.type === type) return;
    type = connection?.type;
    changed();
  };
  window.addEventListener("online", changed);
  connection?.addEventListener("change", compare);
  return () => {
    window.removeEventListener("online", changed);
    connection?.removeEventListener("change", compare);
  };
}
