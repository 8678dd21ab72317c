using Compose.Capabilities.Files;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/preopens</c>; denied, there are none.</summary>
internal static class PreopensInterface
{
    public const string Name = "wasi:filesystem/preopens";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(TypesInterface.DescriptorType)
        .Function("get-directories", (_, _) => Directories(session))
        .Instance;

    private static FileQuota?[] QuotasOf(NodeSession session) => session.Quotas ??= [.. session.Authority.Preopens.Select(grant =>
    {
        FileQuota? outer = grant.Outer is { } directory && session.Authority.Within is { } parent
            ? QuotasOf(parent)[parent.Authority.Preopens.ToList().IndexOf(directory)]
            : null;
        return grant.QuotaBytes is null && grant.QuotaFiles is null && outer is null ? null : new FileQuota(grant.QuotaBytes, grant.QuotaFiles, outer);
    })];

    private static Value Directories(NodeSession session)
    {
        IReadOnlyList<PreopenGrant> grants = session.Authority.Preopens;
        // One for the run, however often the directories are asked for.
        FileQuota?[] quotas = QuotasOf(session);
        var list = new Value[grants.Count];
        for (int i = 0; i < list.Length; i++)
        {
            PreopenGrant grant = grants[i];
            FileError error = session.Services.Files.OpenRoot(grant.HostPath, out IDirectory? root);
            if (error == FileError.None && !session.TryCountFile())
            {
                root!.Dispose();
                error = FileError.Quota;
            }

            if (error != FileError.None)
            {
                throw new GuestTrapException(
                    ErrorCodes.Exec.CapabilityDenied,
                    $"the directory {grant.HostPath}, granted to instance {session.Node} as {grant.GuestPath}, cannot be opened: {error.Describe()}",
                    "grant a directory that exists and that this process may read");
            }

            ulong flags = Descriptor.ReadFlag | (grant.ReadOnly ? 0 : Descriptor.MutateDirectory);
            list[i] = Value.Tuple(
                Value.Resource(new Descriptor(session, root!, flags, grant.ReadOnly, quotas[i])),
                Value.From(grant.GuestPath));
        }

        return Value.List(list);
    }
}
