/* Log-out without a network. queue.js has cleared all that the phone kept, and says so here. What is
   on the screen goes at once, and a cookie says that the log-out is owed: it travels with the very
   next request, whichever it is, and the server ends the session before it answers anything
   (accounts/middleware.py). With the network back the server is told without being asked. */
(() => {
  const sign = document.getElementById("waiting"), OWED_SECONDS = 36000, AGAIN = 5000;
  if (!sign) return;
  const { reader, left, leftWords, sending } = sign.dataset;
  window.addEventListener("heimveg:left", () => {
    const safely = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `logged-out=${reader}; Path=/; Max-Age=${OWED_SECONDS}; SameSite=Lax${safely}`;
    const page = document.createElement("main"), head = document.createElement("h1"), words = document.createElement("p");
    page.className = "hv-main hv-main--narrow";
    page.id = "left";
    page.setAttribute("role", "alert");
    head.textContent = left;
    words.textContent = leftWords;
    page.append(head, words);
    document.body.replaceChildren(page);
    document.title = `${left} · Heimveg`;
    let isTold = false;
    const tell = async () => {
      if (isTold) return;
      try {
        const answer = await fetch(sending, { cache: "no-store" });
        if (!answer.ok || isTold) return;
        isTold = true;
        location.replace("/log-in/");
      } catch { /* still no network: the cookie waits */ }
    };
    window.addEventListener("online", tell);
    setInterval(tell, AGAIN);
  });
})();
