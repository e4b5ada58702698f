"""What each verb of the log says in words. A test looks for verbs that have no words here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Mapping[str, Promise] = {
    # sheets
    "assessment.opened": _("Membuka lembar penilaian"),
    "assessment.target_set": _("Menetapkan sasaran peringkat"),
    "assessment.conditions_set": _("Menetapkan syarat daerah"),
    "assessment.assigned": _("Mengubah penugasan OPD"),
    "assessment.assignments_proposed": _("Membagi penugasan menurut formulir"),
    "assessment.handed_out": _("Membagikan pertanyaan kepada OPD"),
    "assessment.submitted": _("Menyerahkan penilaian mandiri"),
    "assessment.advanced": _("Melanjutkan lembar ke tahap berikutnya"),
    "assessment.frozen": _("Membekukan potret lembar"),
    "stage.finished": _("Menyelesaikan tahap verifikasi"),
    "cycle.opened": _("Membuka siklus"),
    "deadline.set": _("Menetapkan tenggat"),
    "deadline.changed": _("Mengubah tenggat"),
    "deadline.removed": _("Menghapus tenggat"),
    # answers
    "answer.saved": _("Menyimpan jawaban"),
    "answer.refused": _("Mencoba menyimpan, ditolak"),
    "answer.approved": _("Menyetujui jawaban"),
    "answer.reopened": _("Membuka kembali jawaban yang disetujui"),
    "answer.marked": _("Memberi nilai tahap"),
    "answer.decided": _("Memutuskan jawaban"),
    "answers.accepted": _("Menerima beberapa jawaban sekaligus"),
    "answers.opened": _("Membuka jawaban untuk diperbaiki"),
    "answers.end_moved": _("Memindahkan batas waktu jawaban"),
    # evidence
    "evidence.placed": _("Menempatkan dokumen"),
    "evidence.revised": _("Mengganti dokumen dengan versi baru"),
    "evidence.taken_away": _("Mengeluarkan dokumen"),
    "evidence.moved": _("Memindahkan dokumen yang salah tempat"),
    "evidence.left": _("Membiarkan dokumen di tempatnya"),
    "evidence.asked_about": _("Menanyakan tempat dokumen"),
    "evidence.decision_taken_back": _("Membatalkan keputusan tentang dokumen"),
    "findings.noticed": _("Memeriksa dokumen"),
    "finding.dismissed": _("Mengesampingkan temuan"),
    "finding.reopened": _("Membuka kembali temuan"),
    "evidence.kept_one": _("Menyimpan satu dari dokumen kembar"),
    "evidence.reuse_told": _("Menyatakan pemakaian ulang disengaja"),
    "evidence.erased": _("Menghapus dokumen"),
    "evidence.mask_asked": _("Meminta salinan tersamar"),
    "evidence.quarantined": _("Mengarantina berkas bervirus"),
    "personal_data.cleared": _("Menyatakan tidak ada data pribadi"),
    "personal_data.restricted": _("Membatasi lagi berkas berdata pribadi"),
    "delivery.begun": _("Memulai penyerahan berkas"),
    "delivery.received": _("Menerima berkas"),
    # field sessions
    "session.planned": _("Merencanakan sesi lapangan"),
    "session.changed": _("Mengubah sesi lapangan"),
    "session.removed": _("Menghapus sesi lapangan"),
    "session.agenda_added": _("Menambah acara sesi"),
    "session.agenda_removed": _("Menghapus acara sesi"),
    "session.presence_noted": _("Mencatat kehadiran"),
    "session.presence_pasted": _("Menempel daftar hadir"),
    "session.presence_removed": _("Menghapus kehadiran"),
    "session.question_asked": _("Mengajukan pertanyaan di sesi"),
    "session.question_replied": _("Menjawab pertanyaan di sesi"),
    "session.question_withdrawn": _("Menarik pertanyaan di sesi"),
    "session.checked": _("Mencatat pemeriksaan di lokasi"),
    "session.check_removed": _("Menghapus pemeriksaan di lokasi"),
    "session.photo_added": _("Menambah foto pemeriksaan"),
    "session.photo_removed": _("Menghapus foto pemeriksaan"),
    "session.children_counted": _("Mencatat jumlah anak di sesi Forum Anak"),
    "session.note_added": _("Menambah catatan sesi Forum Anak"),
    "session.note_withdrawn": _("Menarik catatan sesi Forum Anak"),
    # figures
    "measures.published": _("Menerbitkan daftar ukuran"),
    "figures.published": _("Menerbitkan angka"),
    "figures.sent": _("Mengirim berkas angka"),
    "figures.imported": _("Mengimpor angka"),
    "observation.entered": _("Mencatat angka"),
    "observation.changed": _("Mengubah angka"),
    "measure.given": _("Memberi ukuran kepada kantor"),
    "doubt.dismissed": _("Menyatakan angka benar"),
    # windows and follow-ups
    "window.opened": _("Membuka masa perbaikan"),
    "window.extended": _("Memperpanjang masa perbaikan"),
    "window.owner_given": _("Menyerahkan perbaikan kepada kantor"),
    "follow_up.given": _("Mencatat tindak lanjut"),
    "follow_up.handed": _("Menyerahkan tindak lanjut"),
    "follow_up.postponed": _("Menunda tenggat tindak lanjut"),
    "follow_up.finished": _("Menyelesaikan tindak lanjut"),
    "follow_up.taken_up": _("Membuka kembali tindak lanjut"),
    # results of earlier years
    "past_result.added": _("Mencatat hasil tahun lalu"),
    "past_result.changed": _("Mengubah hasil tahun lalu"),
    "past_result.removed": _("Menghapus hasil tahun lalu"),
    "past_results.imported": _("Mengimpor hasil tahun lalu"),
    # reports
    "report.asked": _("Meminta laporan"),
    "report.signed": _("Menandatangani laporan"),
    "package.handed_over": _("Mengambil paket serah"),
    # facilities
    "facility.registered": _("Mendaftarkan fasilitas"),
    "facility.changed": _("Mengubah fasilitas"),
    "facility.imported": _("Mengimpor fasilitas"),
    "facility.closed": _("Menutup fasilitas"),
    "facility.proven": _("Mengaitkan bukti dengan fasilitas"),
    "facility.unproven": _("Melepas bukti dari fasilitas"),
    # people and places
    "person.invited": _("Mengundang orang"),
    "person.renamed": _("Mengubah nama orang"),
    "person.deactivated": _("Menonaktifkan orang"),
    "person.reactivated": _("Mengaktifkan kembali orang"),
    "invitation.accepted": _("Menerima undangan"),
    "invitation.withdrawn": _("Menarik undangan"),
    "membership.added": _("Memberi peran"),
    "membership.removed": _("Mencabut peran"),
    "organization.added": _("Menambah organisasi"),
    "alias.added": _("Menambah nama lain"),
    "alias.removed": _("Menghapus nama lain"),
    "regions.loaded": _("Memuat wilayah"),
    # the installation
    "instrument.published": _("Menerbitkan instrumen"),
    "backup.written": _("Membuat cadangan"),
    "backup.restored": _("Memulihkan cadangan"),
}


def words(verb: str) -> str:
    """Say a verb in the reader's language; one that a later version dropped stays as it was."""
    return str(WORDS.get(verb, verb))
