using Compose.Distribution.Oci;
using Compose.Plans;

namespace Compose.CommandLine;

/// <content>Addresses in place of files.</content>
internal static partial class InputFile
{
    static partial void ExplainAddress(string path, ref ComposeException? failure)
    {
        if (OciReference.TryParse(path, out _) || path.StartsWith(OciReference.Scheme, StringComparison.Ordinal))
        {
            failure = new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} is the address of an artifact, and a file is expected", null, $"fetch it: composectl pull {path} -o FILE");
        }
        else if (SourceAddress.IsRemote(path))
        {
            failure = new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} is an address, and a file is expected", null, "plans name components by address; fetch a file by itself with curl or git");
        }
    }
}
