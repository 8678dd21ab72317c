using System.Globalization;
using Compose.Emit;
using Compose.Exec;
using Compose.Host.Clr;
using Compose.Host.Wasmtime;
using Compose.Host.Wasmtime.Loading;
using Compose.Plans;
using Compose.Runtime;
using Compose.Store;
using Compose.Wasm.Components;
using Compose.Wit.Loading;

namespace Compose.Errors.Tests;

/// <summary>What no single command line can cause, by calls of the library. Each throws, or returns the error to show.</summary>
internal static class LibraryCases
{
    /// <summary><c>library NAME ARGUMENT…</c> of a case.</summary>
    /// <exception cref="ComposeException">What the case shows.</exception>
    public static void Run(string[] words)
    {
        switch (words)
        {
            case ["wit", var path]:
                WitLoader.Load(path);
                break;
            case ["damaged-blob"]:
                DamagedBlob();
                break;
            case ["damaged-cache"]:
                DamagedCache();
                break;
            case ["cancelled", var component]:
                Cancelled(component);
                break;
            case ["call-after-trap", var component, var call]:
                CallAfterTrap(component, call);
                break;
            case ["unknown-grant"]:
                UnknownGrant();
                break;
            case ["unbuilt-plan", var path]:
                PlanCborWriter.Encode(PlanReader.Read(File.ReadAllBytes(path), path).Plan!);
                break;
            case ["emit", var path, "--definitions", var most]:
                PlanDocument document = PlanReader.Read(File.ReadAllBytes(path), path, Environment.CurrentDirectory);
                PlanCompiler.Emit(PlanValidator.Validate(document).Require(), EmitOptions.Default with { DefinitionLimit = int.Parse(most, CultureInfo.InvariantCulture) });
                break;
            case ["compare-imports", var one, var other]:
                throw new ComposeException(Subtyping.Check(FirstImport(one), FirstImport(other))!.ToError());
            case ["wasmtime", var library]:
                using (new WasmtimeEngine(new WasmtimeOptions { Location = WasmtimeLibrary.Find(library) }))
                {
                }

                break;
            default:
                throw new InvalidDataException($"there is no library case `{string.Join(' ', words)}`");
        }
    }

    private static ComponentExternType FirstImport(string path) => ComponentValidator.Validate(File.ReadAllBytes(path)).Imports[0].Type;

    private static void DamagedBlob()
    {
        var store = new ContentStore(Path.GetFullPath("store"));
        Digest digest = store.Put("what was stored"u8);
        foreach (string file in Directory.EnumerateFiles("store", "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "something else");
        }

        store.Get(digest);
    }

    private static void DamagedCache()
    {
        var problems = new List<ComposeError>();
        var store = new ContentStore(Path.GetFullPath("store")) { OnProblem = problems.Add };
        var cache = new EmitCache(store);
        Digest key = Digest.Of("key"u8);
        cache.Put(key, "artifact"u8);

        // A file that is there and cannot be read, for the superuser too.
        string entry = Directory.EnumerateFiles(Path.Combine("store", "emit"), "*", SearchOption.AllDirectories).Single();
        using (new FileStream(entry, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            _ = cache.TryGet(key);
        }

        throw new ComposeException(problems);
    }

    private static void Cancelled(string component)
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var engine = new ClrEngine();
        ExecSubject subject = new ExecLoader(new ExecLoaderOptions()).Load(File.ReadAllBytes(component), component);
        ExecResult result = new Executor(engine).Run(subject, new ExecOptions { Arguments = ["spin"], Cancellation = stop.Token });
        throw new ComposeException(result.Error!);
    }

    private static void CallAfterTrap(string component, string call)
    {
        using var engine = new ClrEngine();
        ExecSubject subject = new ExecLoader(new ExecLoaderOptions()).Load(File.ReadAllBytes(component), component);
        var image = ComponentImage.Compile(engine, subject.Component, new ComponentImageOptions());
        using var store = new ComponentStore(engine, new ComponentStoreOptions());
        ComponentInstance instance = image.Instantiate(store, new NoImports());
        ComponentFunction function = instance.GetFunction(call);
        try
        {
            function.Call(Value.From(1), Value.From(0));
        }
        catch (GuestTrapException)
        {
            function.Call(Value.From(1), Value.From(1));
        }
    }

    private static void UnknownGrant()
    {
        _ = CapabilityName.TryParse("acme:log/sink", out CapabilityName name);
        GrantEncoding.DigestOf(new Grant { Instance = InstancePath.Root, Name = name, State = GrantState.Granted, Parameters = new NewParameters() });
    }

    private sealed record NewParameters : GrantParameters;

    private sealed class NoImports : IImportProvider
    {
        public HostInstance? Resolve(ImportRequest request) => null;
    }
}
