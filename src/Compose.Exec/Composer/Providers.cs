using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>
/// Components of the plan that are linked at run time: found by id or digest among those that the grant names, started in
/// a store of their own with what the caller has, and called with bytes.
/// </summary>
internal static class Providers
{
    public const string Function = "compose:dynlink/endpoint#handle";

    /// <summary>The component that an id or digest means.</summary>
    /// <exception cref="ComposeException">The run is strict, or the plan has no such component, or the grant leaves it out.</exception>
    public static PlanComponent Find(ComposerState state, LinkParameters? rules, Func<PlanComponent, bool> means)
    {
        ExecSubject subject = state.Source.Subject;
        if (subject.Policy.Determinism == DeterminismMode.Strict)
        {
            throw new ComposeException(ErrorCodes.Exec.NotSupported, "a strict run links nothing at run time", hint: "wire the provider in the plan");
        }

        PlanComponent? found = subject.Plan.Plan.Components.FirstOrDefault(means);
        if (found is null || rules?.Providers?.Contains(found.Id) == false)
        {
            throw new ComposeException(ErrorCodes.Exec.CapabilityDenied, "the plan has no such component that may be linked at run time");
        }

        return found;
    }

    /// <summary>Starts a provider.</summary>
    public static ChildInstance Start(ComposerState state, HostCall call, PlanComponent component)
    {
        ExecSubject subject = state.Source.Subject;
        Digest digest = component.Digest ?? throw new ComposeException(ErrorCodes.Plan.NotBuilt, $"the component {component.Id} has no digest");
        ReadOnlyMemory<byte> bytes = subject.Plan.Components.FirstOrDefault(c => c.Digest == digest)?.Bytes
            ?? subject.Blobs(digest)
            ?? throw new ComposeException(ErrorCodes.Blob.NotFound, $"the bytes of the component {component.Id} are not here");
        // What a guest links at run time is a plugin, whoever vouches for it.
        state.Source.TakePart(TrustLabel.PluginDerived);
        return ChildInstance.Start(state, call, Components.LoadAsCaller(state, bytes), new ChildOptions { SharesStreams = true });
    }

    /// <summary>Calls a provider; its failure is a text.</summary>
    public static Value Call(ChildInstance provider, string method, byte[] payload)
    {
        try
        {
            ComponentFunction function = provider.Instance.GetFunction(Function);
            ExecResult result = provider.Call(_ => function.Call(Value.From(method), Value.From(payload)), out Value? value);
            return value ?? Value.Err(Value.From(result.Error?.ToString() ?? $"the provider exited with code {result.ExitCode}"));
        }
        catch (ComposeException failure)
        {
            return Value.Err(Value.From(failure.Error.ToString()));
        }
    }
}
