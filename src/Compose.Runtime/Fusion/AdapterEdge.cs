using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Linking;
using Compose.Runtime.Resources;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>
/// One edge between two component instances: what its adapter imports, bound to their memories, functions and handles.
/// Edges are made one by one so that each can be traced, budgeted or recorded by itself (rule 6).
/// </summary>
internal sealed partial class AdapterEdge
{
    private readonly LiftedFunction _callee;
    private readonly CanonicalOptions _lower;
    private readonly CanonicalOptions _lift;
    private readonly ComponentStore _store;
    private readonly ResourceType[] _resources;
    private CallScope? _scope;

    public AdapterEdge(LiftedFunction callee, CanonicalOptions lower)
    {
        _callee = callee;
        _lower = lower;
        _lift = callee.Options;
        _store = lower.Instance.Store;
        _resources = callee.Resources;
    }

    /// <summary>Adds what an import stands for on this edge.</summary>
    public void Supply(AdapterImport import, in AdapterKey key, CoreExtern[] imports, ref int next)
    {
        switch (import)
        {
            case AdapterImport.Callee:
                imports[next++] = _callee.Callee;
                return;
            case AdapterImport.PostReturn:
                imports[next++] = _lift.PostReturn!;
                return;
            case AdapterImport.CallerRealloc:
                imports[next++] = _lower.Realloc!;
                return;
            case AdapterImport.CalleeRealloc:
                imports[next++] = _lift.Realloc!;
                return;
            case AdapterImport.Trap:
                imports[next++] = _lift.Instance.AdapterTrap;
                return;
            case AdapterImport.CallerMemory:
                imports[next++] = _lower.Memory!;
                return;
            case AdapterImport.CalleeMemory:
                imports[next++] = _lift.Memory!;
                return;
            case AdapterImport.CallerFlags:
                imports[next++] = _lower.Instance.FlagsGlobal;
                return;
            case AdapterImport.CalleeFlags:
                ComponentInstance instance = _lift.Instance;
                for (int i = 0; i < Math.Max(1, key.Entering); i++)
                {
                    imports[next++] = instance.FlagsGlobal;
                    instance = instance.Parent!;
                }

                return;
            default:
                (FlatKind[] parameters, FlatKind[] results) = AdapterCompiler.SignatureOf(import, key);
                imports[next++] = _store.Core.CreateFunction(CoreTypes.Function(parameters, results), BodyOf(import));
                return;
        }
    }

    private Delegate BodyOf(AdapterImport import) => import switch
    {
        AdapterImport.OwnToCallee => (Func<uint, uint, uint>)OwnToCallee,
        AdapterImport.OwnToCaller => (Func<uint, uint, uint>)OwnToCaller,
        AdapterImport.Lend => (Func<uint, uint, uint>)Lend,
        AdapterImport.Unlend => (Action<uint>)Unlend,
        AdapterImport.Borrow => (Func<uint, uint, uint>)Borrow,
        AdapterImport.EnterScope => (Action)EnterScope,
        AdapterImport.CheckScope => (Action)CheckScope,
        AdapterImport.ExitScope => (Action)ExitScope,
        AdapterImport.CopyToCallee => (Action<ulong, ulong, ulong>)CopyToCallee,
        AdapterImport.CopyToCaller => (Action<ulong, ulong, ulong>)CopyToCaller,
        AdapterImport.MeasureToCallee => (Func<ulong, ulong, ulong>)MeasureToCallee,
        AdapterImport.MeasureToCaller => (Func<ulong, ulong, ulong>)MeasureToCaller,
        AdapterImport.TranscodeToCallee => (Func<ulong, ulong, ulong, ulong, ulong>)TranscodeToCallee,
        _ => (Func<ulong, ulong, ulong, ulong, ulong>)TranscodeToCaller,
    };

    private uint OwnToCallee(uint handle, uint slot)
    {
        ResourceType type = _resources[slot];
        _lower.Instance.Handles.RemoveOwn(handle, type, out uint representation, out object? reference);
        return _lift.Instance.Handles.AddOwn(type, representation, reference);
    }

    private uint OwnToCaller(uint handle, uint slot)
    {
        ResourceType type = _resources[slot];
        _lift.Instance.Handles.RemoveOwn(handle, type, out uint representation, out object? reference);
        return _lower.Instance.Handles.AddOwn(type, representation, reference);
    }

    private uint Lend(uint handle, uint slot)
    {
        ref HandleEntry entry = ref _lower.Instance.Handles.Get(handle, _resources[slot]);
        entry.Lends++;
        return entry.Representation;
    }

    private void Unlend(uint handle) => _lower.Instance.Handles.Unlend(handle);

    private uint Borrow(uint handle, uint slot)
    {
        ResourceType type = _resources[slot];
        HandleTable lender = _lower.Instance.Handles;
        ref HandleEntry entry = ref lender.Get(handle, type);
        entry.Lends++;
        _scope!.AddLender(lender, handle);
        return ReferenceEquals(type.Implementer, _lift.Instance)
            ? entry.Representation
            : _lift.Instance.Handles.AddBorrow(type, entry.Representation, entry.Object, _scope);
    }

    // A callee is never entered again before it returns, but an enclosing one can be: scopes of an edge nest.
    private void EnterScope()
    {
        CallScope scope = _store.RentScope();
        scope.Next = _scope;
        _scope = scope;
    }

    private void CheckScope()
    {
        if (_scope!.Borrows > 0)
        {
            Traps.Throw("borrow handles still remain at the end of the call");
        }
    }

    private void ExitScope()
    {
        CallScope scope = _scope!;
        _scope = scope.Next;
        scope.ReleaseLenders();
        _store.ReturnScope(scope);
    }
}
