using System.Runtime.CompilerServices;

// The tests of host interfaces stand where a guest stands: they make calls.
[assembly: InternalsVisibleTo("Compose.Capabilities.Tests")]
