// A recorder (macro ui.recorder): the microphone with its level, or a file. It is sent, heard, and the words go into
// the field named by data-into, to be corrected there; the field "heard" beside it keeps their times for the server.
// The event "greenroom:heard" says so, with what the server told as its detail; "greenroom:recording", that it records.
"use strict";
(() => {
  const POLL_MS = 400;
  const LONGEST_MS = 30 * 60 * 1000; // greenroom.speech.audio.LONGEST_S
  const QUIETEST_DB = -60;
  const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  const REFUSED = {
    NotAllowedError: "The browser does not let this page use the microphone. Allow it beside the address, then record again; or type.",
    NotFoundError: "There is no microphone. Plug one in, choose a recording, or type.",
    NotReadableError: "Another program holds the microphone. Close that program, then record again; or type.",
  };
  const ABSENT = "A browser lends the microphone only to pages on the same machine or over https. Choose a recording, or type.";

  const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });
  const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

  // How loud it is, 0 to 1, told for every frame that is drawn; gives what ends it.
  const level = (stream, tell) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    let shown = 0; // falls slowly, so that it does not flicker between words
    const look = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
      shown = Math.max(0.95 * shown, Math.min(1, 1 - (10 * Math.log10(power + 1e-12)) / QUIETEST_DB));
      tell(shown);
      frame = requestAnimationFrame(look);
    };
    look();
    return () => {
      cancelAnimationFrame(frame);
      context.close();
    };
  };

  const recorder = (box) => {
    box.dataset.ready = "";
    const part = (name) => box.querySelector(`[data-part="${name}"]`);
    const heard = part("heard");
    const field = () => document.getElementById(box.dataset.into);
    let sound = null; // what was recorded or chosen last, so that it can be sent again
    let earlier = null; // the text before the latest transcript took its place
    let end = () => {};
    let job = "";

    const state = (name, said = "") => {
      box.dataset.state = name;
      const busy = name === "sending" || name === "hearing";
      part("record").hidden = name === "recording" || busy;
      part("stop").hidden = name !== "recording";
      part("live").hidden = name !== "recording";
      part("file").disabled = name !== "idle";
      part("reading").hidden = !busy;
      part("again").hidden = !(name === "idle" && box.dataset.failed && sound);
      part("back").hidden = !(name === "idle" && earlier !== null);
      part("said").textContent = said;
    };
    const problem = (text, html = "") => {
      const place = part("fault");
      place.replaceChildren();
      delete box.dataset.failed;
      if (html) {
        place.innerHTML = html; // made by the server, which escapes
      } else if (text) {
        const notice = document.createElement("div");
        notice.className = "notice bad";
        const line = document.createElement("p");
        line.textContent = text;
        notice.append(line);
        place.append(notice);
      }
      if (html || text) box.dataset.failed = "yes";
    };
    const idle = (said = "") => state("idle", said);
    const fails = (text, html) => {
      problem(text, html);
      idle();
    };

    const start = async () => {
      problem("");
      if (!navigator.mediaDevices || !window.MediaRecorder) return fails(ABSENT);
      let stream;
      state("asking", "Waiting for the microphone");
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch (fault) {
        sound = null;
        return fails(REFUSED[fault.name] || `The microphone cannot be used (${fault.name}). Choose a recording, or type.`);
      }
      const pieces = [];
      const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
      const machine = new MediaRecorder(stream, mimeType ? { mimeType } : {});
      const began = performance.now();
      const quiet = level(stream, (share) => { part("level").value = share; });
      const timer = setInterval(() => {
        part("time").textContent = clock(performance.now() - began);
        if (performance.now() - began > LONGEST_MS) end();
      }, 250);
      const release = () => {
        clearInterval(timer);
        quiet();
        stream.getTracks().forEach((track) => track.stop());
        end = () => {};
      };
      end = () => machine.state !== "inactive" && machine.stop();
      machine.addEventListener("dataavailable", (event) => event.data.size && pieces.push(event.data));
      machine.addEventListener("stop", () => {
        release();
        if (!box.isConnected) return;
        sound = new File(pieces, "answer", { type: machine.mimeType });
        send();
      });
      stream.getAudioTracks()[0].addEventListener("ended", () => end());
      machine.start(1000);
      part("time").textContent = clock(0);
      state("recording", "Recording");
      box.dispatchEvent(new CustomEvent("greenroom:recording", { bubbles: true }));
      part("stop").focus();
    };

    const send = async () => {
      problem("");
      if (!sound || !sound.size) return fails("Nothing was recorded. Record again, or type.");
      if (sound.size > Number(box.dataset.most)) {
        return fails(`The recording is too large: at most ${Math.floor(Number(box.dataset.most) / 1048576)} MB.`);
      }
      state("sending", "Sending the recording");
      progress(null, "Sending");
      const body = new FormData();
      body.append("file", sound);
      for (const [name, value] of Object.entries(JSON.parse(box.dataset.with || "{}"))) body.append(name, value);
      await asked(() => fetch(box.dataset.to, { method: "POST", headers: headers(), body }));
    };
    // Sends one request and takes what it tells; a fault leaves the recording to be sent again.
    const asked = async (request) => {
      let told;
      try {
        const response = await request();
        if (!response.ok) return fails("", await response.text());
        told = await response.json();
      } catch {
        return fails("Greenroom does not answer. Start greenroom serve again, then send the recording again.");
      }
      if (box.isConnected) take(told);
    };
    const progress = (share, doing) => {
      const bar = part("reading").querySelector("progress");
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
      part("doing").textContent = doing;
    };
    const take = (told) => {
      job = told.id;
      if (told.state === "done") return put(told);
      if (told.state === "failed") return fails("", told.fault);
      if (told.state === "cancelled") return idle("Ended before it was heard.");
      if (box.dataset.state !== "hearing") state("hearing", "Hearing the recording");
      progress(told.share, told.doing);
      setTimeout(() => box.isConnected && asked(() => fetch(`/hear/${job}`, { headers: headers() })), POLL_MS);
    };
    const put = (told) => {
      const text = field();
      const before = text.value.trim();
      earlier = before && heard.value ? text.value : null;
      text.value = before && !heard.value ? `${before}\n${told.text}` : told.text;
      heard.value = told.heard;
      const notes = [told.said, ...told.notes].filter(Boolean);
      part("notes").replaceChildren(...notes.map((note) => Object.assign(document.createElement("li"), { textContent: note })));
      sound = null;
      idle("This is what was heard. Correct it where it is wrong.");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
      box.dispatchEvent(new CustomEvent("greenroom:heard", { bubbles: true, detail: told }));
    };

    part("record").addEventListener("click", start);
    part("stop").addEventListener("click", () => end());
    part("again").addEventListener("click", send);
    part("cancel").addEventListener("click", () => {
      if (job) fetch(`/hear/${job}/cancel`, { method: "POST", headers: headers() }).catch(() => {});
    });
    part("back").addEventListener("click", () => {
      const text = field();
      [text.value, earlier] = [earlier, text.value];
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
    part("file").addEventListener("change", () => {
      sound = part("file").files[0] || null;
      part("file").value = "";
      if (sound) send();
    });
    window.addEventListener("beforeunload", (event) => {
      if (box.isConnected && (box.dataset.state === "recording" || box.dataset.state === "sending")) event.preventDefault();
    });
    document.addEventListener("htmx:beforeCleanupElement", (event) => {
      if (event.target === box || event.target.contains?.(box)) end();
    });
    box.hidden = false;
    idle();
    if (box.dataset.job) asked(() => fetch(`/hear/${box.dataset.job}`, { headers: headers() }));
  };

  const begin = (root) => {
    const found = [...root.querySelectorAll("[data-recorder]:not([data-ready])")];
    if (root.matches?.("[data-recorder]:not([data-ready])")) found.push(root);
    found.forEach(recorder);
  };
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
})();
