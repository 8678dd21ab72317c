using System.Collections.Concurrent;
using Compose.Engine;
using Compose.Host.Clr;
using Compose.Wasm.Components;

namespace Compose.Runtime.Tests;

/// <summary>The components beside the tests, compiled once.</summary>
internal static class Fixture
{
    private static readonly ConcurrentDictionary<(string, bool), ComponentImage> s_images = new();

    public static ClrEngine Engine { get; } = new();

    public static ComponentImage Image(string name, bool fuel = false) => s_images.GetOrAdd((name, fuel), key => ComponentImage.Compile(
        Engine,
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", key.Item1 + ".wasm")),
        new ComponentImageOptions { Fuel = key.Item2, Name = key.Item1 }));

    public static ComponentStore Store(ComponentStoreOptions? options = null) => new(Engine, options);

    /// <summary>Nothing is imported.</summary>
    public static IImportProvider NoImports { get; } = new Imports(_ => null);

    public sealed class Imports(Func<ImportRequest, HostInstance?> resolve) : IImportProvider
    {
        public HostInstance? Resolve(ImportRequest request) => resolve(request);
    }

    /// <summary>The host of <c>kitchen.wasm</c>.</summary>
    public sealed class Kitchen : IImportProvider
    {
        public Kitchen()
        {
            var type = new HostResourceType("thing", dropped => Dropped.Add(((Thing)dropped).Number));
            Host.DefineResource("thing", type);
            Host.Define("[constructor]thing", (_, args) => Value.Resource(new Thing(args[0].AsU32)));
            Host.Define("[method]thing.number", (_, args) => Value.From(args[0].AsObject<Thing>().Number));
            Host.Define("later", (call, args) => HostOutcome.Pending(Later(call, args[0].AsU32)));
            Host.Define("unused", (_, _) => HostOutcome.Done);
        }

        public HostInstance Host { get; } = new("test:host/things@1.4.0");

        public List<uint> Dropped { get; } = [];

        public InstancePath? Caller { get; private set; }

        public HostInstance? Resolve(ImportRequest request) =>
            request.Interface is { } name && InterfaceName.TryParse(Host.Name, out InterfaceName? ours) && name.IsCompatibleWith(ours) ? Host : null;

        private async ValueTask<Value> Later(HostCall call, uint milliseconds)
        {
            Caller = call.Caller;
            await Task.Delay((int)milliseconds, call.Cancellation);
            return Value.From(milliseconds + 1);
        }

        private sealed record Thing(uint Number);
    }
}
