using System.Text;
using Compose.Capabilities.Streams;
using Compose.Engine;
using Compose.Host.Clr;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>Runs examples and test guests of the repository with everything in memory.</summary>
internal static class Guests
{
    public static ICoreEngine Engine { get; } = new ClrEngine();

    public static string Path(string name)
    {
        string root = SharedData.RepositoryRoot ?? throw new InvalidOperationException("not inside a checkout");
        return System.IO.Path.Combine(root, System.IO.Path.Combine(name.Split('/')));
    }

    public static ExecSubject Load(string name, ExecLoaderOptions? options = null)
    {
        string path = Path(name);
        return new ExecLoader(options ?? new ExecLoaderOptions()).Load(File.ReadAllBytes(path), path);
    }

    /// <summary>Runs a command; gives its result and what it wrote to standard output.</summary>
    public static (ExecResult Result, string Output) Run(ExecSubject subject, ExecOptions? options = null, string input = "", string? call = null, ICoreEngine? engine = null)
    {
        var output = new MemorySink();
        options = (options ?? new ExecOptions()) with { Stdin = new MemorySource(Encoding.UTF8.GetBytes(input)), Stdout = output, Stderr = new MemorySink() };
        var executor = new Executor(engine ?? Engine);
        ExecResult result = call is null ? executor.Run(subject, options) : executor.Invoke(subject, call, options);
        return (result, Encoding.UTF8.GetString(output.ToArray()));
    }
}
