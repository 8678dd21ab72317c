using Compose.Capabilities.Files;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <content>Methods that only a directory answers; a file is <c>not-directory</c> to them.</content>
internal static partial class TypesInterface
{
    private const ulong SyncFlags = Descriptor.FileIntegritySync | Descriptor.DataIntegritySync | Descriptor.RequestedWriteSync;

    private static void DefineDirectory(InterfaceBuilder builder) => builder
        .Function("[method]descriptor.read-directory", static (_, args) =>
        {
            var descriptor = args[0].AsObject<Descriptor>();
            if (descriptor.Directory is not { } directory)
            {
                return Err(FileError.NotDirectory);
            }

            FileError error = directory.Entries(out IReadOnlyList<DirectoryEntry> entries);
            return error == FileError.None
                ? Value.Ok(Value.Resource(new DirectoryEntryStream(descriptor.Owner, entries)))
                : Err(error);
        })
        .Function("[method]descriptor.create-directory-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], out IDirectory? directory);
            return Answer(error == FileError.None ? MakeDirectory(args[0].AsObject<Descriptor>(), directory!, args[1].AsString) : error);
        })
        .Function("[method]descriptor.stat-at", static (_, args) =>
        {
            FileError error = StatAt(args, out NodeStat stat);
            return error == FileError.None ? StatOf(Shown(args[0].AsObject<Descriptor>(), stat)) : Err(error);
        })
        .Function("[method]descriptor.metadata-hash-at", static (_, args) =>
        {
            FileError error = StatAt(args, out NodeStat stat);
            return error == FileError.None ? MetadataHash.Of(Shown(args[0].AsObject<Descriptor>(), stat)) : Err(error);
        })
        .Function("[method]descriptor.set-times-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], out IDirectory? directory);
            return Answer(error == FileError.None
                ? directory!.SetTimesAt(args[2].AsString, Follows(args[1]), NewTimeOf(args[3]), NewTimeOf(args[4]))
                : error);
        })
        .Function("[method]descriptor.link-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], args[3], out IDirectory? from, out IDirectory? to);
            if (error == FileError.None)
            {
                // A second name for what a link leads to cannot be made without following it.
                error = Follows(args[1])
                    ? FileError.Invalid
                    : MakeLink(args[3].AsObject<Descriptor>(), from!, args[2].AsString, to!, args[4].AsString);
            }

            return Answer(error);
        })
        .Function("[method]descriptor.open-at", static (_, args) => OpenAt(args))
        .Function("[method]descriptor.readlink-at", static (_, args) =>
        {
            if (args[0].AsObject<Descriptor>().Directory is not { } directory)
            {
                return Err(FileError.NotDirectory);
            }

            FileError error = directory.ReadLink(args[1].AsString, out string? target);
            if (error == FileError.None && target!.StartsWith('/'))
            {
                // Where the host's own root is, is none of the guest's business.
                error = FileError.NotPermitted;
            }

            return error == FileError.None ? Value.Ok(Value.From(target!)) : Err(error);
        })
        .Function("[method]descriptor.remove-directory-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], out IDirectory? directory);
            return Answer(error == FileError.None ? Remove(args[0].AsObject<Descriptor>(), directory!, args[1].AsString, isDirectory: true) : error);
        })
        .Function("[method]descriptor.rename-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], args[2], out IDirectory? from, out IDirectory? to);
            return Answer(error == FileError.None
                ? Rename(args[0].AsObject<Descriptor>(), args[1].AsString, args[2].AsObject<Descriptor>(), args[3].AsString)
                : error);
        })
        .Function("[method]descriptor.symlink-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], out IDirectory? directory);
            string target = args[1].AsString;
            if (error == FileError.None)
            {
                error = target.Length == 0 ? FileError.NoEntry
                    : target[0] == '/' ? FileError.NotPermitted
                    : MakeSymbolicLink(args[0].AsObject<Descriptor>(), directory!, target, args[2].AsString);
            }

            return Answer(error);
        })
        .Function("[method]descriptor.unlink-file-at", static (_, args) =>
        {
            FileError error = MayChange(args[0], out IDirectory? directory);
            return Answer(error == FileError.None ? Remove(args[0].AsObject<Descriptor>(), directory!, args[1].AsString, isDirectory: false) : error);
        });

    /// <summary>The flag <c>symlink-follow</c> of <c>path-flags</c>.</summary>
    private static bool Follows(Value flags) => (flags.Bits & 1) != 0;

    /// <summary>Parameters: descriptor, path flags, path.</summary>
    private static FileError StatAt(ReadOnlySpan<Value> args, out NodeStat stat)
    {
        stat = default;
        return args[0].AsObject<Descriptor>().Directory is { } directory
            ? directory.StatAt(args[2].AsString, Follows(args[1]), out stat)
            : FileError.NotDirectory;
    }

    private static FileError MayChange(Value descriptor, out IDirectory? directory)
    {
        var opened = descriptor.AsObject<Descriptor>();
        directory = opened.Directory;
        if (directory is null)
        {
            return FileError.NotDirectory;
        }

        return opened.IsReadOnly ? FileError.NotPermitted : FileError.None;
    }

    /// <summary>Both directories of a rename or link have to be open to changes.</summary>
    private static FileError MayChange(Value from, Value to, out IDirectory? source, out IDirectory? target)
    {
        FileError error = MayChange(from, out source);
        FileError other = MayChange(to, out target);
        return error != FileError.None ? error : other;
    }

    /// <summary>Parameters: descriptor, path flags, path, open flags, descriptor flags.</summary>
    private static Value OpenAt(ReadOnlySpan<Value> args)
    {
        var descriptor = args[0].AsObject<Descriptor>();
        if (descriptor.Directory is not { } directory)
        {
            return Err(FileError.NotDirectory);
        }

        ulong open = args[3].Bits;
        ulong flags = args[4].Bits;
        bool create = (open & 1) != 0;
        bool onlyDirectory = (open & 2) != 0;
        bool exclusive = (open & 4) != 0;
        bool truncate = (open & 8) != 0;
        if (truncate)
        {
            flags |= Descriptor.WriteFlag;
        }

        bool writes = (flags & Descriptor.WriteFlag) != 0;
        if ((flags & (Descriptor.ReadFlag | Descriptor.WriteFlag)) == 0)
        {
            flags |= Descriptor.ReadFlag;
        }

        if (descriptor.IsReadOnly && (create || writes))
        {
            return Err(FileError.NotPermitted);
        }

        if ((flags & SyncFlags) != 0)
        {
            return Err(FileError.Unsupported);
        }

        if (onlyDirectory && (create || exclusive || truncate))
        {
            return Err(FileError.Invalid);
        }

        NodeSession owner = descriptor.Owner;
        if (!owner.TryCountFile())
        {
            return Err(FileError.Quota);
        }

        var request = new OpenRequest
        {
            Follow = Follows(args[1]),
            Create = create,
            Exclusive = exclusive,
            Truncate = truncate,
            Directory = onlyDirectory,
            Read = (flags & Descriptor.ReadFlag) != 0,
            Write = writes,
        };
        FileError error = OpenWithin(descriptor.Quota, directory, args[2].AsString, request, out IFileNode? node);
        if (error != FileError.None)
        {
            owner.UncountFile();
            return Err(error);
        }

        return Value.Ok(Value.Resource(new Descriptor(owner, node!, FlagsOf(descriptor, node!, flags), descriptor.IsReadOnly, descriptor.Quota)));
    }

    /// <summary>What the descriptor says of itself: a directory may be changed where its grant lets it, whatever was asked.</summary>
    private static ulong FlagsOf(Descriptor parent, IFileNode node, ulong flags)
    {
        if (node is IFile)
        {
            return flags & (Descriptor.ReadFlag | Descriptor.WriteFlag);
        }

        return Descriptor.ReadFlag | (parent.IsReadOnly ? 0 : flags & Descriptor.MutateDirectory);
    }
}
