// The page of a picture: a click says where to look, and a file that is too large is told before it is sent.
(() => {
  const figure = document.getElementById("focus");
  const [x, y] = ["id_image_focus_x", "id_image_focus_y"].map((id) => document.getElementById(id));
  if (figure && x && y) {
    const [picture, mark] = [figure.querySelector("img"), figure.querySelector("svg")];
    const help = document.getElementById("focus-help");
    help.textContent = `${help.dataset.pointing} ${help.textContent}`;
    const show = () => {
      mark.toggleAttribute("hidden", x.value === "" || y.value === "");
      mark.querySelector("path").setAttribute("d", `M${x.value || 50} 0V100M0 ${y.value || 50}H100`);
    };
    const within = (at, length) => String(Math.min(100, Math.max(0, Math.round((100 * at) / length))));
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      x.value = within(event.clientX - box.left, box.width);
      y.value = within(event.clientY - box.top, box.height);
      show();
    });
    figure.classList.add("desk-pointing");
    [x, y].forEach((field) => field.addEventListener("input", show));
  }
  const upload = document.getElementById("id_upload");
  upload?.addEventListener("change", () => {
    const most = Number(upload.dataset.mostBytes);
    const file = upload.files[0];
    const large = file && file.size > most;
    upload.setCustomValidity(large ? `${(file.size / 1e6).toFixed(1)} MB > ${most / 1e6} MB` : "");
    if (large) upload.reportValidity();
  });
  document.getElementById("picture_form")?.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "_remove" && upload && !upload.checkValidity()) {
      event.preventDefault();
      upload.reportValidity();
    }
  });
})();
