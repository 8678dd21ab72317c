using System.Runtime.CompilerServices;
using Compose.Capabilities;
using Compose.Capabilities.Services;
using Compose.Engine;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>
/// What a guest needs to be a composer itself: <c>sys:compose</c>, <c>canon:cbor</c>, <c>canon:wit</c>,
/// <c>compose:host</c> and <c>compose:dynlink</c>, each for the instances that were granted it. None of them denies: a
/// plan that does not grant an import has nobody to meet it and does not link.
/// </summary>
internal sealed class ComposerSource(ICoreEngine engine, ExecSubject subject, Executor executor, ComposerSource? parent = null) : ICapabilitySource
{
    private readonly ConditionalWeakTable<NodeSession, ComposerState> _states = [];
    private readonly Lock _gate = new();
    private TrustLabel _label = subject.Label;

    /// <summary>How far the result may be relied on: that of what runs, met with all that its guests have brought in so far.</summary>
    public TrustLabel Label
    {
        get
        {
            lock (_gate)
            {
                return _label;
            }
        }
    }

    /// <summary>Something of this label had a part in the result.</summary>
    public void TakePart(TrustLabel label)
    {
        lock (_gate)
        {
            _label = _label.Meet(label);
        }

        parent?.TakePart(label);
    }

    public ICoreEngine Engine => engine;

    /// <summary>What runs.</summary>
    public ExecSubject Subject => subject;

    public Executor Executor => executor;

    public HostInstance? Make(CapabilityName name, NodeSession session)
    {
        if (!session.Authority.Grants.TryGetValue(name.Track, out Grant? grant) || !IsServed(name))
        {
            return null;
        }

        ComposerState state = _states.GetValue(session, made => new ComposerState(made, this));
        return name.Track switch
        {
            PlanInterface.Name => PlanInterface.Make(state),
            EmitInterface.Name => EmitInterface.Make(state),
            ExecInterface.Name => ExecInterface.Make(state),
            BlobsInterface.Name => BlobsInterface.Make(state),
            EventsInterface.Name => EventsInterface.Make(state),
            CborInterface.Name => CborInterface.Make(state),
            WitInterface.Name => WitInterface.Make(state),
            RunnerInterface.Name => RunnerInterface.Make(state),
            InvokerInterface.Name => InvokerInterface.Make(state),
            RuntimeInfoInterface.Name => RuntimeInfoInterface.Make(state),
            LinkerInterface.Name => LinkerInterface.Make(state, grant.Parameters as LinkParameters),
            EndpointInterface.Name => EndpointInterface.Make(state, grant.Parameters as LinkParameters),
            _ => null,
        };
    }

    /// <summary>Interfaces at 1.x are those of 1.0; before that, those of 0.1.</summary>
    private static bool IsServed(CapabilityName name) =>
        name.Version is null || name.Version.StartsWith(name.Package.StartsWith("compose:", StringComparison.Ordinal) ? "0.1." : "1.0.", StringComparison.Ordinal);
}
