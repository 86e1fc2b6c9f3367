/** Switches the browser's speech processing off, which would reshape the envelope that is compared. */

// Absent on a page that is not secure.
if (navigator.mediaDevices) {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (constraints) => {
    const asked = typeof constraints?.audio === "object" ? constraints.audio : {};
    const raw = { ...asked, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return native({ ...constraints, audio: raw });
  };
}
