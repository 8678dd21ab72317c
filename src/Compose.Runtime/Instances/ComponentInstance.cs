using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Fusion;
using Compose.Runtime.Linking;
using Compose.Runtime.Resources;
using Compose.Wasm.Core;

namespace Compose.Runtime;

/// <summary>
/// One instance of a component: of the root of an image, or of one nested in it. Holds its handles, its flags and its
/// exports; nothing of the calls that run in it (rule 1).
/// </summary>
public sealed partial class ComponentInstance
{
    private readonly CoreGlobal _flags;
    private CoreFunction? _adapterTrap;
    private ComposeError? _end;

    internal ComponentInstance(ComponentStore store, ComponentInstance? parent, string name, int resourceSlots)
    {
        Store = store;
        Parent = parent;
        Name = name;
        Handles = new HandleTable(store.Options.MaxHandles);
        Resources = resourceSlots == 0 ? [] : new ResourceType[resourceSlots];
        _flags = store.Core.CreateGlobal(new GlobalType(ValType.I32, true), [InstanceFlags.Running]);
        store.Add(this);
        if (!IsPart && store.Options.Events.Hears(EventLevel.Trace))
        {
            store.Options.Events.Emit(EventLevel.Trace, "instance started", Path);
        }
    }

    public ComponentStore Store { get; }

    /// <summary>The instance whose component instantiated this one; null for the root.</summary>
    public ComponentInstance? Parent { get; }

    /// <summary>The name that the parent component knows it by, or its index; empty for the root.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether it is a part of an artifact that is no instance of the plan, such as a segment or a compiled-in denial:
    /// its name begins with <c>#</c>.
    /// </summary>
    public bool IsPart => Name.StartsWith('#');

    /// <summary>Where it stands in the tree of nested instances; a part is no level of it.</summary>
    public InstancePath Path => Parent is null ? InstancePath.Root : IsPart ? Parent.Path : Parent.Path.Child(Name);

    /// <summary>Whether a trap ended it.</summary>
    public bool HasEnded => _end is not null;

    internal HandleTable Handles { get; }

    /// <summary>The resource environment: what the resource slots of the component's types stand for in this instance.</summary>
    internal ResourceType[] Resources { get; }

    /// <summary>The core instances in order of instantiation (rule 8).</summary>
    internal List<ICoreInstance> CoreInstances { get; } = [];

    internal ExportMap Exports { get; set; } = new(0);

    /// <summary>What adapters that call into it trap with.</summary>
    internal CoreFunction AdapterTrap => _adapterTrap ??= AdapterTraps.Make(this);

    /// <summary>The flags as adapters import them.</summary>
    internal CoreGlobal FlagsGlobal => _flags;

    /// <summary>One of <see cref="InstanceFlags"/>.</summary>
    internal uint State
    {
        get => (uint)_flags.Value;
        set => _flags.Value = value;
    }

    /// <summary>Whether a call is inside.</summary>
    internal bool IsInside => State < InstanceFlags.Idle;

    /// <summary>
    /// Enters from a caller: this instance and every ancestor that is not one of the caller's too (<c>entering_set</c>).
    /// </summary>
    internal void EnterFrom(ComponentInstance? caller)
    {
        for (ComponentInstance? each = this; each is not null && !each.Encloses(caller); each = each.Parent)
        {
            if (each.State != InstanceFlags.Idle)
            {
                each.ThrowCannotEnter();
            }
        }

        SetFrom(caller, InstanceFlags.Running);
    }

    /// <summary>Leaves to the caller that <see cref="EnterFrom"/> was told.</summary>
    internal void LeaveTo(ComponentInstance? caller) => SetFrom(caller, InstanceFlags.Idle);

    /// <summary>Whether it is the other instance or one of its ancestors.</summary>
    internal bool Encloses(ComponentInstance? other)
    {
        for (ComponentInstance? each = other; each is not null; each = each.Parent)
        {
            if (ReferenceEquals(each, this))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the two encloses the other, or they are the same.</summary>
    internal bool IsRelatedTo(ComponentInstance other) => Encloses(other) || other.Encloses(this);

    /// <summary>The trap of entering an instance that runs or has ended.</summary>
    internal void ThrowCannotEnter()
    {
        if (_end is { } end)
        {
            throw new GuestTrapException(
                ErrorCodes.Exec.InstanceEnded,
                $"the instance {Path} was ended by an earlier failure: {end.Message}",
                "make a new instance; a node that must survive its callee belongs in a store of its own");
        }

        Traps.Throw(Traps.CannotEnter);
    }

    /// <summary>A failure passed through it: nobody enters it again and its handles are released (rule 9).</summary>
    internal void End(Exception failure)
    {
        State = InstanceFlags.Ended;
        _end ??= failure is ComposeException known
            ? known.Error
            : new ComposeError(ErrorCodes.Exec.Trap, failure.Message);
        if (!IsPart && Store.Options.Events.Hears(EventLevel.Trace))
        {
            Store.Options.Events.Emit(EventLevel.Trace, "instance ended", Path, ("error_code", failure is GuestExitException ? null : _end.Code.Name));
        }

        ReleaseHandles();
    }

    /// <summary>Drops what the host owns of the instance's handles; guests' destructors do not run any more.</summary>
    internal void ReleaseHandles()
    {
        for (int i = 1; i < Handles.Length; i++)
        {
            HandleEntry entry = Handles.Read(i);
            if (entry.IsOwned && entry.Type?.Host is { } host)
            {
                try
                {
                    host.Drop?.Invoke(entry.Object!);
                }
                catch (Exception)
                {
                    // The others must be released too; the failure that ended the instance is the one to report.
                }
            }
        }

        Handles.Clear();
    }

    /// <summary>Calls <c>realloc</c> of this instance, which may not leave meanwhile.</summary>
    internal ulong Reallocate(CanonicalOptions options, CoreTask task, ulong pointer, ulong size, uint alignment, ulong newSize)
    {
        Span<ulong> slots = [pointer, size, alignment, newSize];
        State = InstanceFlags.MayNotLeave;
        options.Realloc!.Call(task, slots);
        State = InstanceFlags.Running;
        return options.Is64 ? slots[0] : (uint)slots[0];
    }

    /// <summary>Runs the destructor of a resource that this instance implements.</summary>
    internal void CallDestructor(CoreFunction destructor, uint representation, ComponentInstance? caller, CoreTask task)
    {
        EnterFrom(caller);
        Span<ulong> slots = [representation];
        destructor.Call(task, slots);
        LeaveTo(caller);
    }

    private void SetFrom(ComponentInstance? caller, uint state)
    {
        for (ComponentInstance? each = this; each is not null && !each.Encloses(caller); each = each.Parent)
        {
            each.State = state;
        }
    }
}
