// The closed door of a workshop: opens by itself as soon as the room does.

for (const region of document.querySelectorAll("[data-live-region]")) {
  const shown = region.querySelector("[data-door]")?.dataset.door;
  region.addEventListener("door", ({ detail }) => {
    if (shown !== "full" && shown !== "removed" && detail.data.trim() !== shown) location.reload();
  });
}
