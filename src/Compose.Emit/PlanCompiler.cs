using Compose.Emit.Authority;
using Compose.Emit.Graph;
using Compose.Emit.Layout;
using Compose.Plans;
using Compose.Wasm;

namespace Compose.Emit;

/// <summary>
/// Compiles a validated plan into one component binary: nested components unchanged and once per digest, instances,
/// wires, exports, and imports that keep the authority of instances apart. The same plan and options give the same
/// bytes, everywhere.
/// </summary>
public static partial class PlanCompiler
{
    private const string ProducerName = "compose-emit";
    private const string ProducerVersion = "0.1.0";

    /// <summary>Compiles a plan.</summary>
    /// <exception cref="ComposeException"><c>Emit.LimitExceeded</c>, <c>Emit.ConflictingGrants</c>,
    /// <c>Emit.IncompatibleTypes</c>, <c>Emit.LinkError</c>, <c>Emit.CompositionFailed</c>.</exception>
    public static EmittedArtifact Emit(ValidatedPlan plan, EmitOptions? options = null) =>
        Emit(PlanGraph.Of(plan), options ?? EmitOptions.Default);

    /// <summary>The key of the artifact that <see cref="Emit(ValidatedPlan, EmitOptions?)"/> would give.</summary>
    public static EmitKey Key(ValidatedPlan plan, EmitOptions? options = null) => EmitKey.Of(
        plan.Resolved.Bytes.Span, plan.Resolved.BareBytes.Span, plan.Instances.Select(static i => i.Component.Digest), options ?? EmitOptions.Default, plan.NarrowedGrants);

    internal static EmittedArtifact Emit(Composition composition, EmitOptions options)
    {
        var key = EmitKey.Of(composition.AuthoredPlan.Span, composition.Plan.Span, composition.Nodes.Select(static n => n.Unit.Digest), options, composition.NarrowedGrants);
        var authority = new AuthorityPlan(composition, options.Target);
        var builder = new ArtifactBuilder(composition, authority, options);
        var writer = builder.Build();
        writer.Custom("producers", Producers());
        writer.Custom(ArtifactSection.Name, ArtifactSection.Write(options.Target, composition.Plan.Span, builder.Imports));
        return new EmittedArtifact(writer.ToArray(), options.Target, key, builder.Imports, authority.Warnings);
    }

    /// <summary>The producers section: one field, one value.</summary>
    private static byte[] Producers()
    {
        var writer = new WasmWriter(64);
        writer.WriteVarU32(1);
        writer.WriteName("processed-by");
        writer.WriteVarU32(1);
        writer.WriteName(ProducerName);
        writer.WriteName(ProducerVersion);
        return writer.ToArray();
    }
}
