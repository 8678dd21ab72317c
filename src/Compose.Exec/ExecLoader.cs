using Compose.Capabilities.Files;
using Compose.Emit;
using Compose.Plans;
using Compose.Wasm.Components;

namespace Compose.Exec;

/// <summary>
/// Recognises what is to be run by its content — a plan in any form, an artifact that carries its plan, or a bare
/// component, which gets the implicit plan — and makes of each the same thing: a component with the grants of its
/// imports.
/// </summary>
public sealed partial class ExecLoader(ExecLoaderOptions options)
{
    internal static readonly ComponentOptions Deferred = ComponentOptions.Default with { DeferFunctionBodies = true };

    /// <summary>Loads a file.</summary>
    /// <param name="bytes">Its content.</param>
    /// <param name="path">Its path, for messages and for what relative paths count from.</param>
    /// <exception cref="ComposeException">All errors that were found.</exception>
    public ExecSubject Load(ReadOnlyMemory<byte> bytes, string path)
    {
        if (!bytes.Span.StartsWith("\0asm"u8))
        {
            return LoadPlan(PlanReader.WithLock(PlanReader.Read(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path))), path), path);
        }

        if (bytes.Length >= 8 && bytes.Span[6] == 0)
        {
            throw new ComposeException(
                ErrorCodes.Generic.InvalidInput,
                "this is a core module, not a component",
                new ErrorLocation { File = path },
                "make a component of it: wasm-tools component new, or build for wasm32-wasip2");
        }

        return ArtifactSection.Read(bytes) is { } section ? LoadArtifact(bytes, section, path) : LoadComponent(bytes, path);
    }

    /// <summary>The component that <see cref="Load"/> would run, to look at; nobody has to grant its imports.</summary>
    public ResolvedComponent Look(ReadOnlyMemory<byte> bytes, string path) =>
        bytes.Span.StartsWith("\0asm"u8) ? ComponentValidator.Validate(bytes, Deferred) : Load(bytes, path).Component;

    private ExecSubject LoadPlan(PlanDocument document, string path)
    {
        ValidatedPlan plan = PlanValidator.Validate(document, Validation()).Require();
        var warnings = new List<ComposeError>(plan.Warnings);
        TrustLabel label = PlanTrust.Require(plan, options.Trust, options.BlobOrigins, warnings);
        EmitResult artifact = CachedEmit.Emit(plan, EmitOptions.Default, options.EmitCache, options.Observer);
        ResolvedComponent component = ComponentValidator.Validate(artifact.Bytes, Deferred with { Known = Resolved(plan) });
        ArtifactSection section = ArtifactSection.Read(artifact.Bytes)!;
        return Subject(path, component, artifact.Digest, plan, TableOf(section.Imports.Values, plan, path)) with
        {
            BaseDirectory = document.BaseDirectory ?? Environment.CurrentDirectory,
            Label = label,
            Warnings = warnings,
            Files = [Path.GetFullPath(path), .. Sources(document)],
            Blobs = digest => BytesOf(document, digest),
            Artifact = artifact,
        };
    }

    /// <summary>The bytes of a component of the plan, from the store or from where the plan says they are.</summary>
    private ReadOnlyMemory<byte>? BytesOf(PlanDocument document, Digest digest)
    {
        if (options.Blobs?.TryGet(digest) is { } stored)
        {
            return stored;
        }

        foreach (PlanComponent component in document.Plan?.Components ?? [])
        {
            if (component.Source is { } source
                && !SourceAddress.IsRemote(source)
                && options.ReadSource(Path.GetFullPath(source, document.BaseDirectory ?? Environment.CurrentDirectory)) is { } bytes
                && Digest.Of(bytes.Span) == digest)
            {
                return bytes;
            }
        }

        return null;
    }

    /// <summary>The nested components are the plan's blobs, byte for byte: the plan is validated against them again.</summary>
    private ExecSubject LoadArtifact(ReadOnlyMemory<byte> bytes, ArtifactSection section, string path)
    {
        var trust = new ArtifactTrust(options);
        var digest = Digest.Of(bytes.Span);
        trust.RequireWhole(bytes, digest, path);
        ResolvedComponent component = ComponentValidator.Validate(bytes, Deferred);
        var blobs = new MemoryBlobs();
        AddNested(component.Syntax, blobs, depth: 0);
        PlanDocument document = PlanReader.Read(section.Plan, path, Environment.CurrentDirectory);
        ValidatedPlan plan = PlanValidator.Validate(document, Validation() with { Blobs = blobs, ReadSource = _ => null }).Require();
        trust.RequireNested(plan);
        return Subject(path, component, digest, plan, TableOf(section.Imports.Values, plan, path)) with { Label = trust.Label, Warnings = [.. plan.Warnings, .. trust.Warnings] };
    }

    private ExecSubject LoadComponent(ReadOnlyMemory<byte> bytes, string path)
    {
        var blobs = new MemoryBlobs();
        Digest digest = blobs.Add(bytes);
        var trust = new ArtifactTrust(options);
        trust.RequireWhole(bytes, digest, path);
        PlanDocument document = ImplicitPlan.Create(digest, options.Implicit, path);
        ValidatedPlan plan = PlanValidator.Validate(document, Validation() with { Blobs = blobs }).Require();
        ValidatedInstance instance = plan.Instances[0];
        var table = new Dictionary<string, ExecImport>(StringComparer.Ordinal);
        foreach (ValidatedImport import in instance.Imports)
        {
            if (CapabilityName.TryParse(import.Name, out CapabilityName name))
            {
                table[import.Name] = new ExecImport(name, import.Grant);
            }
        }

        return Subject(path, instance.Component.Resolved, digest, plan, table) with { IsBare = true, Label = trust.Label, Warnings = [.. plan.Warnings, .. trust.Warnings] };
    }

    /// <summary>The components of a plan, which its artifact holds byte for byte.</summary>
    private static ResolvedComponent[] Resolved(ValidatedPlan plan)
    {
        var resolved = new ResolvedComponent[plan.Components.Count];
        for (int i = 0; i < resolved.Length; i++)
        {
            resolved[i] = plan.Components[i].Resolved;
        }

        return resolved;
    }

    private static IEnumerable<string> Sources(PlanDocument document)
    {
        string folder = document.BaseDirectory ?? Environment.CurrentDirectory;
        return (document.Plan?.Components ?? []).Select(component => component.Source).OfType<string>().Where(source => !SourceAddress.IsRemote(source)).Select(source => Path.GetFullPath(source, folder));
    }

    private ValidationOptions Validation() => new()
    {
        Blobs = options.Blobs,
        HostPolicy = options.HostPolicy,
        ReadSource = options.ReadSource,
        Remote = options.Remote,
        RequireLock = options.RequireLock,
        Tenant = options.Tenant,
        DeferFunctionBodies = true,
        Observer = options.Observer,
    };

    private ExecSubject Subject(
        string path, ResolvedComponent component, Digest digest, ValidatedPlan plan, Dictionary<string, ExecImport> imports) =>
        new(Path.GetFileName(path), component, digest, imports)
        {
            Plan = plan,
            Trust = options.Trust,
            PlanDigest = plan.Identity.PlanDigest,
            Files = [Path.GetFullPath(path)],
            BarePlan = plan.Resolved.BareDigest,
            Policy = plan.Policy,
            Trees = options.HostPolicy.Roots is { } roots ? new RootedTrees(HostFolders.Instance, path => HostRoot.Of(roots, path)?.Path) : HostFolders.Instance,
            Warnings = plan.Warnings,
            Wires = plan.Plan.Wires,
            HasSecrets = plan.Instances.Any(instance => instance.Secrets.Count > 0),
            Secrets = plan.Instances.Where(instance => instance.Secrets.Count > 0).ToDictionary(instance => instance.Path, instance => PlanSecrets.Of(plan, instance)),
            StrictSeed = plan.Policy.Determinism == DeterminismMode.Strict ? BitConverter.GetBytes(plan.Policy.Seed ?? 0) : null,
            Limits = ExecLimits.Of(plan.Policy.Limits),
        };

    /// <summary>Each line of the name table with the grant of the instance it names; a line without a grant in the plan is refused.</summary>
    private static Dictionary<string, ExecImport> TableOf(IEnumerable<ImportRecord> records, ValidatedPlan plan, string path)
    {
        Dictionary<InstancePath, ValidatedInstance> instances = plan.Instances.ToDictionary(instance => instance.Path);
        var table = new Dictionary<string, ExecImport>(StringComparer.Ordinal);
        foreach (ImportRecord record in records)
        {
            if (!CapabilityName.TryParse(record.Version is null ? record.Interface : $"{record.Interface}@{record.Version}", out CapabilityName name))
            {
                continue;
            }

            Grant? grant = null;
            if (record.Instance is { } owner)
            {
                grant = instances.TryGetValue(owner, out ValidatedInstance? instance)
                    ? instance.Imports.FirstOrDefault(import => import.Grant is { } each && each.Name.Track == record.Interface)?.Grant
                    : null;
                if (grant is null)
                {
                    throw new ComposeException(
                        ErrorCodes.Exec.CapabilityDenied,
                        $"the artifact's import `{record.Name}` claims {record.Interface} for {owner}, which its plan does not have",
                        new ErrorLocation { File = path, Instance = owner },
                        "the artifact was changed after it was emitted; emit it again");
                }
            }

            table.Add(record.Name, new ExecImport(name, grant));
        }

        return table;
    }

    internal static void AddNested(Component component, MemoryBlobs blobs, int depth)
    {
        // Groups nest plans' components a few levels deep; what lies deeper is a component's own business.
        const int MaxDepth = 8;
        foreach (NestedComponentDefinition nested in component.Definitions.OfType<NestedComponentDefinition>())
        {
            blobs.Add(nested.Component.Bytes);
            if (depth < MaxDepth)
            {
                AddNested(nested.Component, blobs, depth + 1);
            }
        }
    }
}
