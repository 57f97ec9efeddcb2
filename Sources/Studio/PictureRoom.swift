package import Domain
import Glibc
import Raster
package import Storage

/// Where pictures are taken in, kept and made small, on threads of their own.
package final class PictureRoom: Sendable {
  package let vault: Vault
  package let intake: ImageIntake
  package let thumbnailer: Thumbnailer
  private let darkroom: Darkroom

  /// Opens the vault of a folder; as many pictures are decoded at once as there are processors, if nothing else is
  /// said. Throws `Failure`, or when the system has no threads to give.
  package init(folder: DataFolder, store: Store, decoders: Int? = nil) async throws {
    vault = try await Vault.open(folder: folder, store: store)
    darkroom = try Darkroom(threads: decoders ?? min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 16))
    intake = ImageIntake(store: store, vault: vault, darkroom: darkroom)
    thumbnailer = Thumbnailer(vault: vault, darkroom: darkroom)
  }

  /// The file of a picture without place, camera, prompt and whatever else it says beside its pixels. Throws
  /// `not_found` when the file is gone, and `busy`.
  package func stripped(_ picture: Picture) async throws -> StrippedFile {
    try await StrippedFile(of: vault.open(picture), darkroom: darkroom)
  }

  /// Pictures put together as one zip file while it is sent. Throws `unavailable` where libarchive is not installed.
  package func archive(_ order: PictureArchive.Order) throws(Failure) -> PictureArchive {
    try PictureArchive(order, self, darkroom)
  }

  /// How a picture looks, in 64 bits. Throws what `Darkroom` does.
  func likeness(of picture: Picture) async throws(RasterError) -> UInt64 {
    let size = ImageIntake.firstSize
    let path = vault.thumbnail(picture.sha256, size: size)?.path ?? vault.open(picture)
    return try await darkroom.thumbnails(of: path, sizes: [size]).likeness
  }

  /// What waits is still done; what comes later is refused as `busy`.
  package func close() {
    darkroom.close()
    vault.close()
  }
}
