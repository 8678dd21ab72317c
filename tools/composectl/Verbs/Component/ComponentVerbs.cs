using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>The verbs of component binaries.</summary>
internal static class ComponentVerbs
{
    public static Command Create() => new("component", "Make, check and look into component binaries.")
    {
        ComponentWitVerb.Create(),
        ComponentValidateVerb.Create(),
        ComponentInspectVerb.Create(),
        ComponentPrintVerb.Create(),
        ComponentMetadataVerbs.Create(),
        ComponentEmbedVerb.Create(),
        ComponentNewVerb.Create(),
    };

    public static Argument<string> File(string description = "A component or core module; - is standard input.") =>
        new("FILE") { Description = description };

    /// <summary>Runs what reads a file; its errors say which one.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ComposeException failure)
        {
            throw new ComposeException(
                [.. failure.Errors.Select(error => error.Where?.File is not null ? error : error with { Where = (error.Where ?? new ErrorLocation()) with { File = path } })],
                failure);
        }
    }
}
