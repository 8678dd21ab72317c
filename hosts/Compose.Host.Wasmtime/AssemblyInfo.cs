using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Everything that crosses is blittable: `bool` is one byte, as the C API has it.
[assembly: DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
