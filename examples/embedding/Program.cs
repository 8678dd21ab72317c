using Compose;
using Compose.Capabilities.Streams;
using Compose.Engine;
using Compose.Exec;
using Compose.Host.Clr;
using Compose.Plans;
using Compose.Runtime;

// A .NET application that hosts plugins: loaded from a file, granted what you say, called with values, ended when they
// misbehave. The application sees nothing of WebAssembly but the values.
string folder = args.Length > 0 ? args[0] : Path.Combine("examples", "hello");
using ICoreEngine engine = new ClrEngine();

// One component under two grants: each plugin sees its own variable and nothing else of this machine.
foreach (string greeting in new[] { "Welcome", "Bon dia" })
{
    var loader = new ExecLoader(new ExecLoaderOptions
    {
        Implicit = new ImplicitPlanOptions { Variables = [new("GREETING", greeting)] },
    });
    string file = Path.Combine(folder, "greeter.wasm");
    ExecSubject plugin = loader.Load(File.ReadAllBytes(file), file);

    // Compiled once; instances are cheap, and each has a memory of its own.
    var deployment = new Deployment(engine, plugin, new ExecOptions { Limits = ExecLimits.Default with { MemoryBytes = 16 << 20 } }, "greeting");
    using DeployedInstance instance = deployment.Instantiate();
    ComponentFunction greet = instance.Root.GetFunction("greeting");
    instance.Begin();
    for (int i = 1; i <= 3; i++)
    {
        Console.WriteLine(greet.Call(Value.From($"visitor {i}")).AsString);
    }

    instance.End(failure: null);
}

// A plan is loaded the same way; its grants are its own. Output goes where the application wants it.
string plan = Path.Combine(folder, "..", "hello-plan.yaml");
var output = new MemorySink(limit: 1 << 20);
ExecResult result = new Executor(engine).Run(
    new ExecLoader(new ExecLoaderOptions()).Load(File.ReadAllBytes(plan), plan),
    new ExecOptions { Arguments = ["embedder"], Stdout = output, Limits = ExecLimits.Default with { Timeout = TimeSpan.FromSeconds(10) } });
Console.Write(System.Text.Encoding.UTF8.GetString(output.ToArray()));

// What goes wrong is a value with a stable code, not a crash.
Console.WriteLine($"{result.Outcome}, exit code {result.ExitCode}");
ExecResult endless = new Executor(engine).Run(
    new ExecLoader(new ExecLoaderOptions()).Load(File.ReadAllBytes(plan), plan),
    new ExecOptions { Limits = ExecLimits.Default with { Fuel = 1000 } });
Console.WriteLine($"{endless.Outcome}: {endless.Error?.Code.Name}");
return 0;
