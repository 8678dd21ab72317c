namespace Compose.Plans;

/// <summary>
/// Builds an authored plan: paths become digests, wires and exports are filled in, and with that the plan has canonical
/// bytes and an identity.
/// </summary>
public static class PlanBuilder
{
    /// <summary>Runs phases A to D; <see cref="ValidationReport.Resolved"/> is the built plan.</summary>
    public static ValidationReport Build(PlanDocument document, ValidationOptions? options = null) =>
        PlanValidator.Validate(document, (options ?? new ValidationOptions()) with { Until = PlanPhase.Graph });

    /// <summary>
    /// The canonical bytes for a file in another folder: relative source hints and host directories keep pointing to where
    /// they point now.
    /// </summary>
    /// <param name="plan">A built plan.</param>
    /// <param name="folder">The folder that the bytes are written to.</param>
    public static byte[] EncodeFor(ResolvedPlan plan, string folder)
    {
        string from = Path.GetFullPath(plan.BaseDirectory ?? Environment.CurrentDirectory), to = Path.GetFullPath(folder);
        if (plan.Identity.Form is PlanForm.V1 or PlanForm.LegacyV1 || string.Equals(from, to, StringComparison.Ordinal))
        {
            return plan.Bytes.ToArray();
        }

        return PlanCborWriter.Encode(plan.Plan with
        {
            Components = [.. plan.Plan.Components.Select(c => c.Source is { } source ? c with { Source = Rebase(source) } : c)],
            Instances = [.. plan.Plan.Instances.Select(i => i with { Capabilities = [.. i.Capabilities.Select(Rebased)] })],
        });

        PlanCapability Rebased(PlanCapability capability) => capability.Directories is { } directories
            ? capability with { Directories = [.. directories.Select(d => d with { HostPath = Rebase(d.HostPath) })] }
            : capability;

        string Rebase(string path) => Path.IsPathRooted(path) || SourceAddress.IsRemote(path)
            ? path
            : Path.GetRelativePath(to, Path.GetFullPath(path, from)).Replace(Path.DirectorySeparatorChar, '/');
    }
}
