using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Plans;
using Compose.Trust;

namespace Compose.Distribution.Sources;

/// <summary>Writes lock files: what every address of a plan stands for.</summary>
public static class PlanLocker
{
    /// <summary>Locks what is not locked yet, and lets go of what the plan no longer names.</summary>
    /// <param name="document">An authored plan.</param>
    /// <param name="remote">Fetches.</param>
    /// <param name="renew">True for the components whose address is asked about again although it is locked.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>; <c>Plan.NotSupported</c> for a plan that is not an authored one.</exception>
    public static (PlanLock Lock, IReadOnlyList<LockChange> Changes) Lock(PlanDocument document, IRemoteSources remote, Func<PlanComponent, bool> renew)
    {
        Plan plan = document.Require();
        if (document.Form != PlanForm.Authored)
        {
            throw new ComposeException(ErrorCodes.Plan.NotSupported, "a built plan has the digests of its components, and needs no lock", new ErrorLocation { File = document.File }, "lock the plan it was built from");
        }

        IReadOnlyDictionary<string, LockedSource> before = document.Lock?.Sources ?? new Dictionary<string, LockedSource>(0);
        var after = new SortedDictionary<string, LockedSource>(StringComparer.Ordinal);
        foreach (PlanComponent component in plan.Components)
        {
            if (!SourceAddress.IsRemote(component.Source) || after.ContainsKey(component.Source))
            {
                continue;
            }

            LockedSource? present = before.GetValueOrDefault(component.Source);
            bool isKept = present is not null && !renew(component) && (component.Digest is not { } pinned || pinned == present.Digest);
            after[component.Source] = isKept ? present! : remote.Fetch(Read(component, document), component.Digest, null).Locked;
        }

        LockChange[] changes = [.. before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(address => new LockChange(address, before.GetValueOrDefault(address), after.GetValueOrDefault(address)))];
        return ((document.Lock ?? new PlanLock()) with { Sources = after }, changes);
    }

    /// <summary>
    /// Puts the bytes of every address into an image layout, each under the id of its component as its tag, so that the plan is
    /// built without a network and other tools can read them too.
    /// </summary>
    /// <param name="document">The plan.</param>
    /// <param name="locked">Its lock file, complete.</param>
    /// <param name="remote">Fetches what is not here.</param>
    /// <param name="folder">The layout's folder.</param>
    /// <param name="evidence">Where signatures of the components are found, which go with them; null for none.</param>
    /// <returns>How many components were written.</returns>
    public static int Vendor(PlanDocument document, PlanLock locked, IRemoteSources remote, string folder, ITrustEvidenceSource? evidence)
    {
        var layout = new ImageLayout(folder);
        int count = 0;
        foreach (PlanComponent component in document.Require().Components)
        {
            if (!SourceAddress.IsRemote(component.Source))
            {
                continue;
            }

            LockedSource entry = locked.Sources[component.Source];
            FetchedSource fetched = remote.Fetch(Read(component, document), entry.Digest, entry);
            IReadOnlyList<TrustEvidence> signatures = evidence?.Find(new TrustSubject(entry.Digest, component.Id, TrustOrigin.Fetched) { Source = component.Source, Bytes = fetched.Bytes }) ?? [];
            ArtifactPusher.PushAsync(
                layout,
                ArtifactPacker.Wasm(fetched.Bytes, component.Id + ".wasm", new PackingOptions()),
                [component.Id],
                [.. signatures.Select(each => each.Bytes)]).GetAwaiter().GetResult();
            count++;
        }

        return count;
    }

    private static SourceAddress Read(PlanComponent component, PlanDocument document) => SourceAddress.TryParse(component.Source!, out SourceAddress? address, out string? why)
        ? address
        : throw new ComposeException(ErrorCodes.Plan.InvalidSchema, $"the source of '{component.Id}' cannot be read: {why}", component.Mark.ToLocation(document.File));
}
