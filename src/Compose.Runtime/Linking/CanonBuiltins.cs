using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Resources;
using Compose.Wasm.Core;

namespace Compose.Runtime.Linking;

/// <summary>The canonical definitions that work on one resource type of one instance.</summary>
internal sealed class CanonBuiltins
{
    private static readonly FuncType s_index = new([ValType.I32], [ValType.I32]);
    private static readonly FuncType s_drop = new([ValType.I32], []);
    private readonly ComponentInstance _instance;
    private readonly ResourceType _type;

    private CanonBuiltins(ComponentInstance instance, ResourceType type)
    {
        _instance = instance;
        _type = type;
    }

    /// <summary><c>canon resource.new</c>: representation to owned handle.</summary>
    public static CoreFunction ResourceNew(ComponentInstance instance, ResourceType type) =>
        instance.Store.Core.CreateFunction(s_index, (Func<uint, uint>)new CanonBuiltins(instance, type).New);

    /// <summary><c>canon resource.rep</c>: handle to representation.</summary>
    public static CoreFunction ResourceRep(ComponentInstance instance, ResourceType type) =>
        instance.Store.Core.CreateFunction(s_index, (Func<uint, uint>)new CanonBuiltins(instance, type).Representation);

    /// <summary><c>canon resource.drop</c>: drops a handle, and the resource with it where the handle owns it.</summary>
    public static CoreFunction ResourceDrop(ComponentInstance instance, ResourceType type) =>
        instance.Store.Core.CreateFunction(s_drop, (Action<CoreTask, uint>)new CanonBuiltins(instance, type).Drop);

    private uint New(uint representation)
    {
        CheckLeave();
        return _instance.Handles.AddOwn(_type, representation, null);
    }

    private uint Representation(uint index) => _instance.Handles.Get(index, _type).Representation;

    private void Drop(CoreTask task, uint index)
    {
        CheckLeave();
        HandleEntry entry = _instance.Handles.Remove(index, _type);
        if (!entry.IsOwned)
        {
            entry.Scope!.Borrows--;
            return;
        }

        if (_type.Host is { } host)
        {
            host.Drop?.Invoke(entry.Object!);
        }
        else if (_type.Destructor is { } destructor)
        {
            _type.Implementer!.CallDestructor(destructor, entry.Representation, _instance, task);
        }
        else
        {
            // Even without a destructor the implementing instance must be one that can be entered (canon_resource_drop).
            _type.Implementer!.EnterFrom(_instance);
            _type.Implementer.LeaveTo(_instance);
        }
    }

    private void CheckLeave()
    {
        if (_instance.State == InstanceFlags.MayNotLeave)
        {
            Traps.Throw(Traps.CannotLeave);
        }
    }
}
