using System.Collections.Concurrent;
using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Linking;
using Compose.Runtime.Resources;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>
/// The compiled adapters of an image by what decides their code. Thread-safe. Connecting an edge instantiates the
/// module of its shape: 10,000 edges of one shape compile once.
/// </summary>
internal sealed class AdapterCache(ICoreEngine engine)
{
    private readonly ConcurrentDictionary<AdapterKey, Adapter> _byType = new();
    private readonly ConcurrentDictionary<string, Adapter> _byShape = new(StringComparer.Ordinal);

    /// <summary>Modules compiled so far.</summary>
    public int Count => _byShape.Count;

    /// <summary>The core function that a caller with these options imports to call the lifted function.</summary>
    public CoreFunction Connect(LiftedFunction callee, CanonicalOptions caller, CoreTask task)
    {
        var key = new AdapterKey(
            callee.Type,
            AdapterSide.Of(caller),
            AdapterSide.Of(callee.Options),
            EnteringCount(callee.Instance, caller.Instance),
            Implemented(callee));
        Adapter adapter = _byType.TryGetValue(key, out Adapter? known) ? known : Find(key);
        var edge = new AdapterEdge(callee, caller);
        ICoreStore store = caller.Instance.Store.Core;
        var imports = new CoreExtern[adapter.ImportCount];
        int next = 0;
        foreach (AdapterImport import in adapter.Imports)
        {
            edge.Supply(import, key, imports, ref next);
        }

        return (CoreFunction)store.Instantiate(adapter.Module, imports, task).ExportAt(0);
    }

    // Equal types of different components are different objects: their text tells that they are equal.
    private Adapter Find(AdapterKey key)
    {
        string shape = $"{key.Type} {key.Lower} {key.Lift} {key.Entering} {key.Implemented:x}";
        Adapter adapter = _byShape.GetOrAdd(shape, static (_, state) => state.Cache.Compile(state.Key), (Cache: this, Key: key));
        _byType.TryAdd(key, adapter);
        return adapter;
    }

    private Adapter Compile(AdapterKey key)
    {
        (byte[] binary, AdapterImport[] imports) = AdapterCompiler.Compile(key);
        CoreModule module = CoreModuleReader.Read(binary, WasmFeatures.All);
        return new Adapter(engine.Compile(module, new CompileOptions { ModuleName = "adapter" }), imports);
    }

    private static int EnteringCount(ComponentInstance callee, ComponentInstance caller)
    {
        int count = 0;
        for (ComponentInstance? each = callee; each is not null && !each.Encloses(caller); each = each.Parent)
        {
            count++;
        }

        return count;
    }

    private static ulong Implemented(LiftedFunction callee)
    {
        ulong implemented = 0;
        if (callee.Type.ParameterTuple.HasBorrows)
        {
            ResourceType[] resources = callee.Resources;
            for (int i = 0; i < Math.Min(64, resources.Length); i++)
            {
                if (resources[i] is { } type && ReferenceEquals(type.Implementer, callee.Instance))
                {
                    implemented |= 1ul << i;
                }
            }
        }

        return implemented;
    }

    private sealed record Adapter(ICoreModule Module, AdapterImport[] Imports)
    {
        public int ImportCount => Module.Module.Imports.Length;
    }
}
