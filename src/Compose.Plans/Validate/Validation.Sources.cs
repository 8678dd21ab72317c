namespace Compose.Plans;

/// <content>Phase B, second part: components whose source is an address, by lock file, store, vendored bytes, and at last the network.</content>
internal sealed partial class Validation
{
    private void FindFetched(WorkComponent component, ErrorBag errors)
    {
        PlanComponent plan = component.Plan;
        if (!SourceAddress.TryParse(plan.Source!, out SourceAddress? address, out string? why))
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, $"the source of '{plan.Id}' cannot be read: {why}", plan.Mark);
            return;
        }

        LockedSource? locked = _document.Lock?.Sources.GetValueOrDefault(address.Text);
        if (locked is not null && plan.Digest is { } pinned && pinned != locked.Digest)
        {
            errors.Add(
                ErrorCodes.Plan.LockMismatch,
                $"the component '{plan.Id}' is pinned to {pinned}, and {Name(_document.Lock!)} has {locked.Digest} for {address.Text}",
                plan.Mark,
                "composectl plan update writes what the plan says",
                context: new Dictionary<string, string>(2) { ["expected"] = pinned.ToString(), ["actual"] = locked.Digest.ToString() });
            return;
        }

        if (locked is null && _document.Form == PlanForm.Authored && _options.RequireLock)
        {
            errors.Add(ErrorCodes.Plan.NotLocked, $"{address.Text} of the component '{plan.Id}' is not in the lock file", plan.Mark, "composectl plan lock adds it");
            return;
        }

        Digest? wanted = plan.Digest ?? locked?.Digest;
        if (wanted is { } digest && (_options.Blobs?.TryGet(digest) ?? Vendored(digest)) is { } known)
        {
            (component.Digest, component.Bytes) = (digest, known);
            return;
        }

        if (_document.Errors.Count > 0)
        {
            // Nothing is fetched for a plan, or by a lock file, that has to be mended first.
            return;
        }

        if (_options.Remote is null)
        {
            errors.Add(
                wanted is null ? ErrorCodes.Plan.NotLocked : ErrorCodes.Blob.NotFound,
                $"the bytes of the component '{plan.Id}' are not here, and nothing is fetched now: {address.Text}",
                plan.Mark,
                "composectl plan lock, or plan vendor, fetches them");
            return;
        }

        FetchedSource fetched = _options.Remote.Fetch(address, wanted, locked);
        (component.Digest, component.Bytes) = (fetched.Locked.Digest, fetched.Bytes);
        if (wanted is null)
        {
            errors.Warn(ErrorCodes.Plan.NotLocked, $"{address.Text} of the component '{plan.Id}' stands for {fetched.Locked.Digest} now, and is not locked", plan.Mark, "composectl plan lock keeps it so");
        }
    }

    /// <summary>Entries of the lock file that no component has any more.</summary>
    private void CheckLock(ErrorBag errors)
    {
        if (_document.Lock is { File: { } path, Sources.Count: > 0 })
        {
            _options.Remote?.Keep(path);
        }

        if (_document.Lock is not { } file || !_options.RequireLock)
        {
            return;
        }

        foreach (string address in file.Sources.Keys.Order(StringComparer.Ordinal))
        {
            if (!_components.Exists(component => component.Plan.Source == address))
            {
                errors.Add(new ComposeError(ErrorCodes.Plan.LockMismatch, $"{Name(file)} has {address}, which the plan does not name", new ErrorLocation { File = file.File }, "composectl plan lock takes it out"));
            }
        }
    }

    private string? VendorFolder => _document.Lock?.Vendor is { } folder ? Path.GetFullPath(folder, Folder) : null;

    private ReadOnlyMemory<byte>? Vendored(Digest digest)
    {
        if (VendorFolder is not { } folder)
        {
            return null;
        }

        string path = Path.Combine(folder, "blobs", "sha256", digest.Hex);
        ReadOnlyMemory<byte>? bytes = _options.ReadSource(path);
        return bytes is { } found && Digest.Of(found.Span) == digest ? bytes : null;
    }

    private static string Name(PlanLock file) => file.File is null ? "the lock file" : Path.GetFileName(file.File);
}
