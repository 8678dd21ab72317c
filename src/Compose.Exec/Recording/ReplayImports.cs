using Compose.Runtime;

namespace Compose.Exec;

/// <summary>
/// Answers imports for a replay: every function is there and none does anything, since the recording answers before it is
/// reached; every resource type is there and dropping one frees nothing.
/// </summary>
internal sealed class ReplayImports : IImportProvider
{
    public HostInstance? Resolve(ImportRequest request)
    {
        if (request.Functions.Count == 0 && request.Resources.Count == 0)
        {
            return null;
        }

        var host = new HostInstance(request.Name);
        foreach (string function in request.Functions)
        {
            host.Define(function, static (_, _) => throw new InvalidOperationException("a replay asks the recording, never the host"));
        }

        foreach (string resource in request.Resources)
        {
            host.DefineResource(resource, new HostResourceType(resource));
        }

        return host;
    }
}
